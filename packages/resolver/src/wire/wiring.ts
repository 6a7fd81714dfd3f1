import { comparePaths, pathText } from '../names/attribute-path';
import type { Resolution } from '../locate/resolution';
import type { Places } from '../locate/places';
import { FILE_START, sortProblems, type Place } from '../problems/problem';
import { resolveNames } from '../resolve/arguments';
import type { Edge } from '../resolve/edge';
import {
  definitionKey,
  nodeAt,
  packagesBelow,
  packageTree,
  type TreeNode,
  type TreePackage,
} from '../resolve/package-tree';
import { grantProblems } from '../resolve/grant-problems';
import { pythonSetProblems } from '../resolve/python-sets';
import type { RegistryConfig } from '../resolve/registry-config';
import { throughBaseEdges } from './through-base-edges';
import { components } from './components';
import { cycleProblems, placeOfEdge, type Asking } from './cycle-problems';
import { layerClashes } from '../resolve/layer-clashes';
import { layerSteps } from '../resolve/layer-steps';
import { levels } from './levels';
import { wireLayers, withLayeredSets, withoutOwnSets } from './wire-layers';
import { packageGraph } from './package-graph';
import type { WiredSet, WiredLayer, Wiring } from './wired';

/**
 * Wires the packages of all repos to one set. Errors in repos never throw: all of them are in
 * `problems`, beside the wiring of all that could be resolved.
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
    const at = nodeAt(tree.root, pkg.read.path)!;
    const node = definitionKey(
      at,
      at.definitions.find((candidate) => candidate.pkg === pkg)!,
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
        edges: withoutOwnSets(pkg.read.path, names.edges, tree.root),
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
      path: pkg.read.path,
      repo: pkg.resolution.repo,
      file: pkg.read.file,
      kind: pkg.read.kind,
      sets: pkg.read.sets,
      isNur: pkg.read.isNur ?? false,
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
    base: config.base.facts ? throughBaseEdges(packages, layered.layers, config.base.facts) : [],
    problems: sortProblems([
      ...tree.problems,
      ...grantProblems(resolutions, config, places),
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
      const place = { file: `${root}/${entry.file}`, position: FILE_START };
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
