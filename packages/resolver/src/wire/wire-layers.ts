import { comparePaths, parsePath, pathText, type AttributePath } from '../names/attribute-path';
import { placeKey } from '../locate/layers/layer';
import type { Resolution } from '../locate/resolution';
import type { Places } from '../locate/places';
import type { Problem } from '../problems/problem';
import type { Edge } from '../resolve/edge';
import { layerProblems } from '../resolve/layer-problems';
import type { LayerStep } from '../resolve/layer-steps';
import { definitionKey, nodeAt, type Definition, type TreeNode } from '../resolve/package-tree';
import type { RegistryConfig } from '../resolve/registry-config';
import { settingNames } from '../resolve/setting-names';
import type { WiredLayer, WiredSetting } from './wired';

/** The layers with their settings and edges, and the problems of layers. */
export function wireLayers(
  root: TreeNode,
  steps: readonly LayerStep[],
  repos: readonly Resolution[],
  config: RegistryConfig,
  places: Places,
): { readonly layers: readonly WiredLayer[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const layers = steps.map((step): WiredLayer => {
    const { entry, resolution } = step;
    const settings = definitionsOf(root, step).map(({ node, definition }): WiredSetting => {
      const names = settingNames(root, node, definition, config, places);
      problems.push(...names.problems);
      return {
        key: node.key,
        path: node.path,
        node: definitionKey(node, definition),
        isConditional: isConditional(definition),
        edges: withLayeredSets(root, names.edges),
        hiddenBy: names.hiddenBy,
      };
    });
    const attributes = attributesOf(step);
    const place = places.ofLayer(resolution, step.index, placeKey.field('url'));
    return { repo: resolution.repo, root: resolution.root, entry, place, attributes, settings };
  });
  return { layers, problems: [...problems, ...layerProblems(root, steps, repos, places)] };
}

/** The definitions of a layer, except packages; sorted by path. */
function definitionsOf(
  root: TreeNode,
  step: LayerStep,
): readonly { readonly node: TreeNode; readonly definition: Definition }[] {
  return pathsSet(step)
    .flatMap((path) => {
      const node = nodeAt(root, path);
      const definition = node?.definitions.find(
        (candidate) => candidate.step === step && !candidate.pkg,
      );
      return definition ? [{ node: node!, definition }] : [];
    })
    .sort((a, b) => comparePaths(a.node.path, b.node.path));
}

function pathsSet({ entry }: LayerStep): readonly AttributePath[] {
  switch (entry.layer) {
    case 'channels':
      return [[entry.name]];
    case 'fallbacks':
      return [[entry.attribute]];
    case 'overrides':
      return entry.sets.flatMap(({ path, members = [] }) => [
        path,
        ...members.map((member) => member.path),
      ]);
    case 'flakes':
      return (entry.sets ?? []).map((name) => [name]);
    case 'packages':
      return [];
  }
}

function attributesOf(step: LayerStep): WiredLayer['attributes'] {
  const { entry } = step;
  if (entry.layer === 'flakes' && entry.sets === undefined) return 'all';
  const attributes =
    entry.layer === 'overrides'
      ? entry.attributes
      : pathsSet(step).map(([name]) => ({ name: name! }));
  return attributes.map((attribute) => ({
    name: attribute.name,
    isConditional: 'isConditional' in attribute && attribute.isConditional === true,
  }));
}

function isConditional({ step, setting, pkg }: Definition): boolean {
  if (pkg) return false;
  const { entry } = step!;
  if (entry.layer === 'fallbacks') return entry.choices.every(({ systems }) => systems);
  return setting?.isConditional ?? false;
}

/**
 * Adds edges to sets that a layer sets as a whole (`ps = prev.ps // { … }`): a package that needs a
 * member of such a set also depends on the layer.
 */
export function withLayeredSets(root: TreeNode, edges: readonly Edge[]): readonly Edge[] {
  const added = edges.flatMap((edge) => {
    if (edge.kind === 'base' || edge.kind === 'previous') return [];
    const path = parsePath(edge.to) ?? [];
    return path.slice(1).flatMap((_, depth) => {
      const set = nodeAt(root, path.slice(0, depth + 1));
      const isLayered = set && set.definitions.length > 0 && set.members.size > 0;
      return isLayered ? [{ ...edge, to: pathText(set.path) }] : [];
    });
  });
  if (added.length === 0) return edges;
  const known = new Set(edges.map(({ to }) => to));
  return [...edges, ...added.filter(({ to }) => !known.has(to) && known.add(to))];
}

/**
 * Removes edges to sets that contain the package itself and that a layer sets: the layer's value
 * contains the package, but evaluation does not go round in that circle.
 */
export function withoutOwnSets(
  own: AttributePath,
  edges: readonly Edge[],
  root: TreeNode,
): readonly Edge[] {
  const sets = own.slice(1).flatMap((_, depth) => {
    const set = nodeAt(root, own.slice(0, depth + 1));
    return set && set.definitions.length > 0 ? [set.key] : [];
  });
  return sets.length === 0 ? edges : edges.filter(({ to }) => !sets.includes(to));
}
