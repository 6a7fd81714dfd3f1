import { comparePaths, pathText, type AttributePath } from '../names/attribute-path';
import type { LayerEntry } from '../locate/layers/layer';
import type { Resolution } from '../locate/resolution';
import type { Places } from '../locate/places';
import { sortProblems, type Place, type Problem } from '../problems/problem';
import { resolveNames, type Argument } from '../resolve/arguments';
import type { Edge } from '../resolve/edge';
import {
  definitionKey,
  nodeAt,
  packagesBelow,
  packageTree,
  type TreeNode,
  type TreePackage,
} from '../resolve/package-tree';
import { pythonSetProblems } from '../resolve/python-sets';
import type { RegistryConfig } from '../resolve/registry-config';
import { baseWays, type BaseWay } from './base-ways';
import { components, type Component } from './components';
import { cycleProblems, placeOfEdge, type Asking } from './cycle-problems';
import { layerClashes } from '../resolve/layer-clashes';
import { layerSteps } from '../resolve/layer-steps';
import { levels } from './levels';
import { wireLayers, withLayeredSets, withoutOwnSets } from './wire-layers';
import { packageGraph } from './package-graph';

/** A package with all that the registry needs to call it. */
export interface WiredPackage {
  /** Its path as Nix text; what edges point to. */
  readonly key: string;
  /** Its name in the graph: the key, unless a layer has something of that path on top of it. */
  readonly node: string;
  readonly path: AttributePath;
  readonly repo: string;
  /** From the repo's folder. */
  readonly file: string;
  readonly kind: 'lambda' | 'expression';
  /** How many package sets its group is applied to. */
  readonly sets: number;
  /** A member of NUR's file, which is applied to the package set as a whole. */
  readonly isNur: boolean;
  readonly arguments: readonly Argument[];
  readonly edges: readonly Edge[];
  /** Formals behind which it may use packages that no edge leads to: `pkgs`, `callPackage`. */
  readonly hiddenBy: readonly string[];
  /** How many steps of other packages come before it; packages in a circle share one. */
  readonly level: number;
}

/** An attribute that holds packages. */
export interface WiredSet {
  readonly key: string;
  readonly path: AttributePath;
  readonly isScope: boolean;
  /** Marked for tools that look for packages in it. */
  readonly isMarked: boolean;
  /** Keys of what lies directly in it. */
  readonly members: readonly string[];
}

/** A file of a layer, with what it sets. */
export interface WiredLayer {
  readonly repo: string;
  /** The repo's folder. */
  readonly root: string;
  readonly entry: LayerEntry;
  /** Where it says where it comes from; else where its file begins. */
  readonly place: Place;
  /**
   * The attributes of top level that it sets, sorted; the repo's own packages are among the packages.
   * `all` of a flake's overlay of which nobody said what it sets.
   */
  readonly attributes: readonly WiredAttribute[] | 'all';
  /** What it makes of which attribute path, sorted: where only members are put into a set, of these. */
  readonly settings: readonly WiredSetting[];
}

/** An attribute of top level that a layer sets. */
export interface WiredAttribute {
  readonly name: string;
  readonly isConditional: boolean;
}

/** What a layer makes of an attribute path. */
export interface WiredSetting {
  /** Its path as Nix text. */
  readonly key: string;
  readonly path: AttributePath;
  /** See `WiredPackage`. */
  readonly node: string;
  readonly isConditional: boolean;
  readonly edges: readonly Edge[];
  readonly hiddenBy: readonly string[];
}

/** All packages of all repos, wired: what the registry is generated from. */
export interface Wiring {
  /** Repos that have packages, by name. */
  readonly repos: readonly {
    readonly name: string;
    readonly root: string;
    readonly url?: string;
    /** It has a NUR file, and so no flake that exports lambdas. */
    readonly isNur: boolean;
    /** Its packages are a layer, on top of those of the other repos. */
    readonly isOverlay: boolean;
  }[];
  readonly config: RegistryConfig;
  /** Sorted by path, as everything here. */
  readonly packages: readonly WiredPackage[];
  readonly sets: readonly WiredSet[];
  /** In the order in which they are applied. */
  readonly layers: readonly WiredLayer[];
  /** Packages that need each other in circles. */
  readonly components: readonly Component[];
  readonly levels: number;
  /** Names of the base in use, where the registry stands on one. */
  readonly base: readonly BaseWay[];
  readonly problems: readonly Problem[];
  /** What `check` tells of layers, and what keeps nobody from writing the registry. */
  readonly clashes: readonly Problem[];
}

/**
 * Wires all repos' packages into one set. Never throws for what repos say: what is wrong comes as
 * problems, all at once, beside as much of the wiring as there is.
 */
export function wire(
  resolutions: readonly Resolution[],
  config: RegistryConfig,
  places: Places,
): Wiring {
  const steps = layerSteps(resolutions, config.overlays);
  const tree = packageTree(resolutions, places, config.base, steps);
  const named = packagesBelow(tree.root).map((pkg) => {
    const names = resolveNames(tree.root, pkg, config, places);
    const at = nodeAt(tree.root, pkg.resolved.path)!;
    const node = definitionKey(
      at,
      at.definitions.find((one) => one.pkg === pkg)!,
    );
    return { pkg, node, names: { ...names, edges: withLayeredSets(tree.root, names.edges) } };
  });
  const layered = wireLayers(tree.root, steps, resolutions, config, places);
  const marks = new Set(resolutions.flatMap((r) => (r.marks ?? []).map(pathText)));
  const sets = setsBelow(tree.root, marks);
  const graph = packageGraph(
    [
      ...named.map(({ node, pkg, names }) => ({
        key: node,
        edges: withoutOwnSets(pkg.resolved.path, names.edges, tree.root),
      })),
      ...layered.layers
        .flatMap(({ settings }) => settings)
        .map(({ node, edges }) => ({ key: node, edges })),
    ],
    sets,
  );
  const circles = components(graph);
  const levelOf = levels(graph, circles);
  const packages = named
    .map(({ pkg, node, names }) => ({
      key: pkg.key,
      node,
      path: pkg.resolved.path,
      repo: pkg.resolution.repo,
      file: pkg.resolved.file,
      kind: pkg.resolved.kind,
      sets: pkg.resolved.sets,
      isNur: pkg.resolved.isNur ?? false,
      arguments: names.arguments,
      edges: names.edges,
      hiddenBy: names.hiddenBy,
      level: levelOf.get(node) ?? 0,
    }))
    .sort((a, b) => comparePaths(a.path, b.path));
  const cycles =
    config.cycles === 'error'
      ? cycleProblems(circles, askingOf(named, layered.layers, places))
      : [];
  return {
    repos: resolutions
      .filter(({ packages: own, layers = [] }) => own.length + layers.length > 0)
      .map(({ repo, root, config: { url }, packages: own, layers }) => ({
        name: repo,
        root,
        ...(url ? { url } : {}),
        isNur: own.some(({ isNur }) => isNur),
        isOverlay: layers !== undefined,
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    config,
    packages,
    sets,
    layers: layered.layers,
    components: circles,
    levels: packages.reduce((most, pkg) => Math.max(most, pkg.level + 1), 0),
    base: config.base.facts ? baseWays(packages, layered.layers, config.base.facts) : [],
    problems: sortProblems([
      ...tree.problems,
      ...pythonSetProblems(tree.root, config.base, places),
      ...named.flatMap(({ names }) => names.problems),
      ...layered.problems,
      ...cycles,
    ]),
    clashes: layerClashes(tree.root, places),
  };
}

function askingOf(
  named: readonly {
    readonly node: string;
    readonly pkg: TreePackage;
    readonly names: { readonly edges: readonly Edge[] };
  }[],
  layers: readonly WiredLayer[],
  places: Places,
): ReadonlyMap<string, Asking> {
  const packages = named.map(({ node, pkg, names: { edges } }): readonly [string, Asking] => {
    const placeOf = (to: string): Place => placeOfEdge({ pkg, edges }, to, places);
    return [node, { isPackage: true, placeOf }];
  });
  const settings = layers.flatMap(({ root, entry, settings: made }) =>
    made.map(({ node }): readonly [string, Asking] => {
      const place = { file: `${root}/${entry.file}`, position: { line: 1, column: 1 } };
      return [node, { isPackage: false, placeOf: () => place }];
    }),
  );
  return new Map([...packages, ...settings]);
}

function setsBelow(node: TreeNode, marks: ReadonlySet<string>): readonly WiredSet[] {
  const members = [...node.members.values()].sort((a, b) => comparePaths(a.path, b.path));
  const below = members.flatMap((member) => setsBelow(member, marks));
  if (node.path.length === 0 || node.members.size === 0) return below;
  const { key, path, isScope } = node;
  const isMarked = marks.has(key);
  return [{ key, path, isScope, isMarked, members: members.map((member) => member.key) }, ...below];
}
