import { attributeName, pathText, type AttributePath } from '../names/attribute-path';
import { placeKey, type OverlaySetting, type SettingReference } from '../locate/layers/layer';
import { suggestions } from './suggestions';
import type { Places } from '../locate/places';
import { NotBelow } from '../problems/layers/not-below';
import type { Place, Problem } from '../problems/problem';
import { UnknownName } from '../problems/unknown-name';
import type { BaseNames } from '../base/base-names';
import { makeEdge, withoutDuplicates, type Edge, type EdgeKind } from './edge';
import { stepFile, type LayerStep } from './layer-steps';
import { furtherEdges, isWholeSet, referenceText } from './further-edges';
import { isSetKnown, lookUp, scopesOfReference } from './lookup';
import { deepestNode, definitionKey, isLeaf, type Definition, type TreeNode } from './package-tree';
import { type RegistryConfig } from './registry-config';
import { AMBIENT_OF_SCOPES } from '../names/ambient';

/** The result of resolving the references of one setting of a layer. */
export interface SettingNames {
  readonly edges: readonly Edge[];
  /** `final` or `prev` if the whole set is passed on, so that any package may be used. */
  readonly hiddenBy: readonly string[];
  readonly problems: readonly Problem[];
}

/**
 * Resolves the references of a layer's definition, which must not be a package, in the finished set
 * and in the set below. Problems: `UnknownName` and `NotBelow`.
 */
export function settingNames(
  root: TreeNode,
  node: TreeNode,
  definition: Definition,
  config: RegistryConfig,
  places: Places,
): SettingNames {
  const { step, setting } = definition as Definition & { readonly step: LayerStep };
  const context = { root, node, definition, step, config, places };
  switch (step.entry.layer) {
    case 'overrides':
      return overlayNames(context, setting!);
    case 'fallbacks': {
      const { attribute, choices } = step.entry;
      const taken = choices.map(({ channel }, index) => ({
        reference: { path: [channel, attribute], isOptional: true },
        place: () => places.ofLayer(step.resolution, step.index, placeKey.field(index, 'channel')),
      }));
      const isForAll = choices.some(({ systems }) => systems === undefined);
      return namesOf(context, taken, isForAll ? [] : [sameAttributeBelow(context)], []);
    }
    case 'channels': {
      const { of } = step.entry;
      if (of === undefined || of === 'base') return { edges: [], hiddenBy: [], problems: [] };
      const place = (): Place => places.ofLayer(step.resolution, step.index, placeKey.field('of'));
      return namesOf(context, [{ reference: { path: [of], isOptional: true }, place }], [], []);
    }
    // The references of a flake's overlay are known only after evaluation.
    case 'flakes':
      return namesOf(context, [], [sameAttributeBelow(context)], ['final']);
    case 'packages':
      throw new Error('settingNames: a package has formals');
  }
}

interface SettingContext {
  readonly root: TreeNode;
  readonly node: TreeNode;
  readonly definition: Definition;
  readonly step: LayerStep;
  readonly config: RegistryConfig;
  readonly places: Places;
}

interface Taken {
  readonly reference: SettingReference;
  readonly place: () => Place;
}

function overlayNames(context: SettingContext, setting: OverlaySetting): SettingNames {
  const { step, places } = context;
  const taken = (side: 'final' | 'previous'): readonly Taken[] =>
    setting[side].map((reference, index) => ({
      reference,
      place: () =>
        places.ofLayer(step.resolution, step.index, placeKey.reference(setting.path, side, index)),
    }));
  const previous = taken('previous');
  return namesOf(
    context,
    taken('final'),
    setting.isConditional ? [...previous, sameAttributeBelow(context)] : previous,
    [],
  );
}

/** A reference to the same attribute below: that is its value if the condition is false. */
function sameAttributeBelow({ node, step, places }: SettingContext): Taken {
  return {
    reference: { path: node.path, isOptional: true },
    place: () => places.ofLayer(step.resolution, step.index, placeKey.setting(node.path)),
  };
}

function namesOf(
  context: SettingContext,
  final: readonly Taken[],
  previous: readonly Taken[],
  hidden: readonly string[],
): SettingNames {
  const edges: Edge[] = [];
  const hiddenBy = new Set(hidden);
  const problems: Problem[] = [];
  const self = { key: definitionKey(context.node, context.definition) };
  for (const taken of final) {
    if (taken.reference.path.length === 0) hiddenBy.add('final');
    else fromFinal(context, self, taken, edges, problems);
  }
  for (const taken of previous) {
    if (taken.reference.path.length === 0) hiddenBy.add('prev');
    else fromBelow(context, self, taken, edges, problems);
  }
  return { edges: withoutDuplicates(edges), hiddenBy: [...hiddenBy].sort(), problems };
}

function fromFinal(
  { root, step, config: { base, ambient }, places }: SettingContext,
  self: { readonly key: string },
  { reference, place }: Taken,
  edges: Edge[],
  problems: Problem[],
): void {
  const name = reference.path[0]!;
  const scopes = scopesOfReference(root, base, reference, [root]);
  const found = lookUp(scopes, base, name);
  const by = referenceText(reference.path);
  const kind = reference.isOptional ? 'optional' : 'required';
  if (found && reference.path.length > 1 && !ambient.has(name)) {
    edges.push(...furtherEdges(root, base, self, [...found.scope, ...reference.path], kind, by));
  }
  if (found?.node) {
    const path = [...found.scope, ...reference.path];
    edges.push(...edgesInto(deepestNode(root, path), path, self, kind, by, base));
  } else if (found && !ambient.has(name)) {
    edges.push(baseEdge([...found.scope, name], by));
  } else if (isUnknown(reference, name, ambient) && isSetKnown(root, base, reference)) {
    problems.push(unknown(root, step, reference.path, place(), base, places));
  }
}

/**
 * Edges to the target of a path.
 * @param at the last node on the path that repos or layers define
 */
function edgesInto(
  at: TreeNode,
  path: AttributePath,
  self: { readonly key: string },
  kind: EdgeKind,
  by: string,
  base: BaseNames,
): readonly Edge[] {
  const next = path[at.path.length];
  if (isLeaf(at)) return [makeEdge(self, at.key, kind, by)];
  if (isWholeSet(next)) {
    const whole = makeEdge(self, at.key, kind, by);
    // The set has members of the repos and of the base, so it gets two edges.
    return base.has(at.path) ? [whole, baseEdge(at.path, by)] : [whole];
  }
  // Names that every scope has (`callPackage`) use no member of the set.
  if (AMBIENT_OF_SCOPES.has(next!)) return [];
  return base.has(at.path)
    ? [baseEdge([...at.path, next!], by)]
    : [makeEdge(self, at.key, kind, by)];
}

function fromBelow(
  { root, step, config: { base, ambient }, places }: SettingContext,
  self: { readonly key: string },
  { reference, place }: Taken,
  edges: Edge[],
  problems: Problem[],
): void {
  const name = reference.path[0]!;
  const by = referenceText(reference.path);
  if (reference.path.length > 1 && !ambient.has(name)) {
    edges.push(...furtherEdges(root, base, self, reference.path, 'optional', by));
  }
  const at = deepestNode(root, reference.path);
  const below = at.definitions.filter((candidate) => (candidate.step?.height ?? -1) < step.height);
  const definition = below[below.length - 1];
  if (definition) {
    edges.push(makeEdge(self, definitionKey(at, definition), 'previous', by));
  } else if (at !== root && at.members.size > 0) {
    if (!isWholeSet(reference.path[at.path.length])) {
      edges.push(...edgesInto(at, reference.path, self, 'previous', by, base));
      return;
    }
    // NOTE: no edge to the set itself, because that includes this layer.
    for (const { key } of at.members.values()) {
      if (key !== self.key) edges.push(makeEdge(self, key, 'previous', by));
    }
    if (base.has(at.path)) edges.push(baseEdge(at.path, by));
  } else if (base.has([name])) {
    edges.push(baseEdge(at.path.length > 1 ? at.path : [name], by));
  } else if (isUnknown(reference, name, ambient)) {
    const [setter] = at.definitions;
    problems.push(
      setter
        ? new NotBelow(place(), pathText(at.path), stepFile(step), setterFile(setter))
        : unknown(root, step, reference.path, place(), base, places),
    );
  }
}

/** An edge to the base. NOTE: never `self`, even if the layer sets the same name. */
function baseEdge(path: AttributePath, by: string): Edge {
  return { to: pathText(path), kind: 'base', by };
}

function setterFile({ step, pkg }: Definition): string {
  const { resolution, entry } = step!;
  return `${resolution.root}/${pkg ? pkg.read.file : entry.file}`;
}

function isUnknown(
  { isOptional }: SettingReference,
  name: string,
  ambient: ReadonlySet<string>,
): boolean {
  return !isOptional && !ambient.has(name) && !AMBIENT_OF_SCOPES.has(name);
}

const NO_NAMES: ReadonlySet<string> = new Set();

function unknown(
  root: TreeNode,
  step: LayerStep,
  path: AttributePath,
  place: Place,
  base: RegistryConfig['base'],
  places: Places,
): Problem {
  const name = path[0]!;
  const near = (): readonly string[] => suggestions(name, [root], base, NO_NAMES);
  const former = (): string | undefined => places.formerRepo([name]);
  return new UnknownName(place, attributeName(name), stepFile(step), near, former);
}
