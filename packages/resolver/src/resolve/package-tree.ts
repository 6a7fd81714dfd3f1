import { compareNames, pathText, type AttributePath } from '../names/attribute-path';
import { isSetKind } from '../base/base-facts';
import type { OverlaySetting } from '../locate/layers/layer';
import type { Resolution, ReadPackage } from '../locate/resolution';
import { NameIndex, nearestInAll } from '../names/nearest-names';
import type { Places } from '../locate/places';
import { Clash } from '../problems/clash';
import { PackageAndSet } from '../problems/package-and-set';
import type { Problem } from '../problems/problem';
import { ReservedName } from '../problems/reserved-name';
import { UnknownScope } from '../problems/unknown-scope';
import { BaseNames } from '../base/base-names';
import { stepFile, type LayerStep } from './layer-steps';
import { PYTHON_EXTENSIONS } from '../locate/layers/located-overlay';
import { scopePaths } from './registry-config';
import { isReserved } from '../names/reserved-names';

/** A package in the tree. */
export interface TreePackage {
  readonly key: string;
  readonly resolution: Resolution;
  /** Its index in the packages of its resolution. */
  readonly index: number;
  readonly read: ReadPackage;
}

/** One definition of an attribute: a package of a repo, or a file of a layer. */
export interface Definition {
  /** Absent for a package of a repo that is no overlay: it is below all layers. */
  readonly step?: LayerStep;
  readonly pkg?: TreePackage;
  /** The setting, if it is an overlay file. */
  readonly setting?: OverlaySetting;
}

/** An attribute of the package set: a package, or a set of packages. */
export interface TreeNode {
  readonly path: AttributePath;
  readonly key: string;
  readonly isScope: boolean;
  /** The lowest package with this path. */
  readonly pkg?: TreePackage;
  /** All definitions of the path, the lowest first; the last one wins. */
  readonly definitions: readonly Definition[];
  readonly members: ReadonlyMap<string, TreeNode>;
}

interface GrowingNode extends TreeNode {
  pkg?: TreePackage;
  definitions: Definition[];
  members: Map<string, GrowingNode>;
}

/**
 * Makes one tree of the packages of all repos, with the definitions of layers on top, in their
 * order. Problems: two packages with the same path, a path that is both package and set, reserved
 * names, and unknown scopes. Of two packages with the same path, that of the first repo is used, so
 * that packages that ask for it get no further problem.
 */
export function packageTree(
  resolutions: readonly Resolution[],
  places: Places,
  base: BaseNames = new BaseNames(),
  steps: readonly LayerStep[] = [],
): { readonly root: TreeNode; readonly problems: readonly Problem[] } {
  const scopes = scopePaths(resolutions, base);
  const root = node([], scopes);
  const problems: Problem[] = [];
  const repos = resolutions.filter(({ layers }) => layers === undefined);
  for (const resolution of repos.sort((a, b) => compareNames(a.repo, b.repo))) {
    resolution.packages.forEach((read, index) => {
      const pkg = { key: pathText(read.path), resolution, index, read };
      const at = grow(root, read.path, scopes);
      if (at.pkg) {
        const first = places.ofPackage(at.pkg.resolution, at.pkg.index);
        problems.push(new Clash(places.ofPackage(resolution, index), pkg.key, first));
      } else {
        at.pkg = pkg;
        at.definitions.push({ pkg });
      }
    });
  }
  for (const step of steps) addStep(root, step, scopes, base);
  problems.push(...packagesThatAreSets(root, places), ...reservedNames(root, places));
  problems.push(...unknownScopes(resolutions, root, places));
  return { root, problems };
}

/** The packages at and below a node, sorted by name; with the same name, the lowest layer first. */
export function packagesBelow(tree: TreeNode): readonly TreePackage[] {
  const members = [...tree.members].sort(([a], [b]) => compareNames(a, b));
  const own = tree.definitions.flatMap(({ pkg }) => (pkg ? [pkg] : []));
  return [...own, ...members.flatMap(([, m]) => packagesBelow(m))];
}

/** Whether a node has no members to look up: it is a package, or a value that a layer sets. */
export function isLeaf({ pkg, definitions, members }: TreeNode): boolean {
  return pkg !== undefined || (definitions.length > 0 && members.size === 0);
}

/** The name of a definition in the graph: the key for the last one, `key@file` for those below. */
export function definitionKey({ key, definitions }: TreeNode, definition: Definition): string {
  if (definition === definitions[definitions.length - 1]) return key;
  const { step, pkg } = definition;
  const file = pkg ? `${pkg.resolution.repo}/${pkg.read.file}` : stepFile(step!);
  return `${key}@${file}`;
}

/** The node at a path below another. */
export function nodeAt(tree: TreeNode, path: AttributePath): TreeNode | undefined {
  let at: TreeNode | undefined = tree;
  for (const name of path) at = at?.members.get(name);
  return at;
}

/** The last node on a path; the path is not followed into packages. */
export function deepestNode(tree: TreeNode, path: AttributePath): TreeNode {
  let at = tree;
  for (const name of path) {
    const next = isLeaf(at) ? undefined : at.members.get(name);
    if (!next) break;
    at = next;
  }
  return at;
}

function node(path: AttributePath, scopes: ReadonlySet<string>): GrowingNode {
  const key = pathText(path);
  return { path, key, isScope: scopes.has(key), definitions: [], members: new Map() };
}

function grow(root: GrowingNode, path: AttributePath, scopes: ReadonlySet<string>): GrowingNode {
  let at = root;
  path.forEach((name, i) => {
    let next = at.members.get(name);
    if (!next) {
      next = node(path.slice(0, i + 1), scopes);
      at.members.set(name, next);
    }
    at = next;
  });
  return at;
}

function addStep(
  root: GrowingNode,
  step: LayerStep,
  scopes: ReadonlySet<string>,
  base: BaseNames,
): void {
  const { entry, resolution } = step;
  const define = (path: AttributePath, definition: Omit<Definition, 'step'>): void => {
    const at = grow(root, path, scopes);
    at.definitions.push({ ...definition, step });
    if (definition.pkg) at.pkg ??= definition.pkg;
  };
  switch (entry.layer) {
    case 'packages':
      return resolution.packages.forEach((read, index) => {
        define(read.path, {
          pkg: { key: pathText(read.path), resolution, index, read },
        });
      });
    case 'overrides':
      return entry.sets
        .flatMap((setting) => changedBy(setting, root, base))
        .forEach((setting) => define(setting.path, { setting }));
    case 'channels':
      return define([entry.name], {});
    case 'fallbacks':
      return define([entry.attribute], {});
    case 'flakes':
      return (entry.sets ?? []).forEach((attribute) => define([attribute], {}));
  }
}

/** The changed paths: the members if the path is a set; `hello // { … }` changes `hello` itself. */
function changedBy(
  setting: OverlaySetting,
  root: TreeNode,
  base: BaseNames,
): readonly OverlaySetting[] {
  const { path, members } = setting;
  const node = nodeAt(root, path);
  const isSet = node ? node.members.size > 0 : isSetKind(base.kindOf(path));
  // `pythonPackagesExtensions` is a list, not a set, but its members are added to sets.
  const isForPythons = path[0] === PYTHON_EXTENSIONS;
  return members && (isSet || isForPythons) ? members : [setting];
}

function packagesThatAreSets(tree: TreeNode, places: Places): readonly Problem[] {
  const below = [...tree.members.values()].flatMap((member) => packagesThatAreSets(member, places));
  if (!tree.pkg || tree.members.size === 0) return below;
  const member = packagesBelow(tree).find((pkg) => pkg.key !== tree.key);
  if (!member) return below;
  return [
    new PackageAndSet(
      places.ofPackage(tree.pkg.resolution, tree.pkg.index),
      tree.key,
      member.key,
      places.ofPackage(member.resolution, member.index),
    ),
    ...below,
  ];
}

/** Problems for packages and sets with reserved names; one for each name. */
function reservedNames(tree: TreeNode, places: Places): readonly Problem[] {
  return [...tree.members.values()].flatMap((member) => {
    const name = member.path[member.path.length - 1]!;
    if (!isReserved(name, tree)) return reservedNames(member, places);
    const [first] = packagesBelow(member);
    // `layerProblems` checks the names that layers set.
    if (!first) return [];
    const place = places.ofPackage(first.resolution, first.index);
    return [new ReservedName(place, member.key, name)];
  });
}

function unknownScopes(
  resolutions: readonly Resolution[],
  root: TreeNode,
  places: Places,
): readonly Problem[] {
  let sets: NameIndex | undefined;
  return resolutions.flatMap((resolution) =>
    (resolution.config.scopes ?? []).flatMap((scope) => {
      const path = scope.split('.');
      if (nodeAt(root, path)?.members.size) return [];
      sets ??= new NameIndex(setKeys(root));
      const near = nearestInAll(pathText(path), [sets]);
      return [new UnknownScope(places.ofScope(resolution, scope), scope, near)];
    }),
  );
}

function setKeys(tree: TreeNode): readonly string[] {
  return [...tree.members.values()].flatMap((member) =>
    member.members.size > 0 ? [member.key, ...setKeys(member)] : [],
  );
}
