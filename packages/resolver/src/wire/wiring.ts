import { comparePaths, pathText, type AttributePath } from '../attribute-path';
import type { Resolution } from '../locate/resolution';
import type { Places } from '../places';
import { sortProblems, type Problem } from '../problems/problem';
import { resolveNames, type Argument } from '../resolve/arguments';
import type { Edge } from '../resolve/edge';
import { packagesBelow, packageTree, type TreeNode } from '../resolve/package-tree';
import { pythonSetProblems } from '../resolve/python-sets';
import type { RegistryConfig } from '../resolve/registry-config';
import { baseWays, type BaseWay } from './base-ways';
import { components, type Component } from './components';
import { cycleProblems } from './cycle-problems';
import { levels } from './levels';
import { packageGraph } from './package-graph';

/** A package with all that the registry needs to call it. */
export interface WiredPackage {
  /** Its path as Nix text; what edges point to. */
  readonly key: string;
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

/** All packages of all repos, wired: what the registry is generated from. */
export interface Wiring {
  /** Repos that have packages, by name. */
  readonly repos: readonly {
    readonly name: string;
    readonly root: string;
    readonly url?: string;
    /** It has a NUR file, and so no flake that exports lambdas. */
    readonly isNur: boolean;
  }[];
  readonly config: RegistryConfig;
  /** Sorted by path, as everything here. */
  readonly packages: readonly WiredPackage[];
  readonly sets: readonly WiredSet[];
  /** Packages that need each other in circles. */
  readonly components: readonly Component[];
  readonly levels: number;
  /** Names of the base in use, where the registry stands on one. */
  readonly base: readonly BaseWay[];
  readonly problems: readonly Problem[];
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
  const tree = packageTree(resolutions, places, config.base);
  const named = packagesBelow(tree.root).map((pkg) => ({
    pkg,
    names: resolveNames(tree.root, pkg, config, places),
  }));
  const marks = new Set(resolutions.flatMap((r) => (r.marks ?? []).map(pathText)));
  const sets = setsBelow(tree.root, marks);
  const graph = packageGraph(
    named.map(({ pkg, names }) => ({ key: pkg.key, edges: names.edges })),
    sets,
  );
  const circles = components(graph);
  const levelOf = levels(graph, circles);
  const packages = named
    .map(({ pkg, names }) => ({
      key: pkg.key,
      path: pkg.resolved.path,
      repo: pkg.resolution.repo,
      file: pkg.resolved.file,
      kind: pkg.resolved.kind,
      sets: pkg.resolved.sets,
      isNur: pkg.resolved.isNur ?? false,
      arguments: names.arguments,
      edges: names.edges,
      hiddenBy: names.hiddenBy,
      level: levelOf.get(pkg.key) ?? 0,
    }))
    .sort((a, b) => comparePaths(a.path, b.path));
  const cycles =
    config.cycles === 'error'
      ? cycleProblems(
          circles,
          named.map(({ pkg, names }) => ({ pkg, edges: names.edges })),
          places,
        )
      : [];
  return {
    repos: resolutions
      .filter((resolution) => resolution.packages.length > 0)
      .map(({ repo, root, config: { url }, packages: own }) => ({
        name: repo,
        root,
        ...(url ? { url } : {}),
        isNur: own.some(({ isNur }) => isNur),
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    config,
    packages,
    sets,
    components: circles,
    levels: packages.reduce((most, pkg) => Math.max(most, pkg.level + 1), 0),
    base: config.base.facts ? baseWays(packages, config.base.facts) : [],
    problems: sortProblems([
      ...tree.problems,
      ...pythonSetProblems(tree.root, config.base, places),
      ...named.flatMap(({ names }) => names.problems),
      ...cycles,
    ]),
  };
}

function setsBelow(node: TreeNode, marks: ReadonlySet<string>): readonly WiredSet[] {
  const members = [...node.members.values()].sort((a, b) => comparePaths(a.path, b.path));
  const below = members.flatMap((member) => setsBelow(member, marks));
  if (node.path.length === 0 || node.members.size === 0) return below;
  const { key, path, isScope } = node;
  const isMarked = marks.has(key);
  return [{ key, path, isScope, isMarked, members: members.map((member) => member.key) }, ...below];
}
