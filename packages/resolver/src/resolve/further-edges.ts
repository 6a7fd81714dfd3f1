import { ARGUMENT } from '@nx-nix/lambdas';
import { AMBIENT_OF_SCOPES } from '../names/ambient';
import { pathText, type AttributePath } from '../names/attribute-path';
import type { BaseNames } from '../base/base-names';
import { makeEdge, type Edge, type EdgeKind } from './edge';
import { lookUp, scopesOf } from './lookup';
import { deepestNode, isLeaf, nodeAt, type TreeNode } from './package-tree';

/** What asks: the key of a package or of a layer's definition. */
type AskingNode = Parameters<typeof makeEdge>[0];

// Why: docs/decisions/names.md#a-set-behind-a-package-is-the-set-that-it-is
/**
 * The edges of a path that goes on behind a package, a function or a set of the base: for
 * `python3.pkgs.idna` to `python3Packages.idna`. They come beside the edge to `python3`.
 *
 * @param path from top level, with the scope in which its first name was found
 * @param kind of an edge to a package of the repos
 */
export function furtherEdges(
  root: TreeNode,
  base: BaseNames,
  pkg: AskingNode,
  path: AttributePath,
  kind: EdgeKind,
  by: string,
): readonly Edge[] {
  const found = base.leadOf(path);
  if (!found) return withoutBase(root, base, pkg, path, kind, by);
  const rest = path.slice(found.depth);
  const { set } = found.lead;
  if (!set) {
    // What a package of a repo is made of, the package tells.
    const owner = path.slice(0, found.depth - 1);
    if (found.lead.below.length === 1 && nodeAt(root, owner)?.pkg) return [];
    // Nix cannot be asked for what a function is called with; the function stands for it.
    const called = path.indexOf(ARGUMENT);
    const to = path.slice(0, called < 0 ? found.depth : Math.min(called, found.depth));
    return [makeEdge(pkg, pathText(to), 'base', by, true)];
  }
  return membersOf(root, base, pkg, [...set, ...rest], set.length, kind, by);
}

/**
 * Edges to a member of a set, or to the whole set.
 * @param depth how many names of the path are the set
 */
function membersOf(
  root: TreeNode,
  base: BaseNames,
  pkg: AskingNode,
  path: AttributePath,
  depth: number,
  kind: EdgeKind,
  by: string,
): readonly Edge[] {
  const set = path.slice(0, depth);
  const [name] = path.slice(depth);
  const edge = (to: string, of: EdgeKind): Edge => makeEdge(pkg, to, of, by, true);
  // A whole top level: what uses it is told as hidden.
  if (name === undefined && depth === 0) return [];
  const node = nodeAt(root, set);
  if (name === undefined || isWholeSet(name)) {
    return [
      ...(node ? [edge(node.key, kind)] : []),
      ...(base.has(set) ? [edge(pathText(set), 'base')] : []),
    ];
  }
  const member = node?.members.get(name);
  if (member) return [edge(deepestNode(member, path.slice(depth + 1)).key, kind)];
  if (AMBIENT_OF_SCOPES.has(name)) return [];
  const inBase = path.slice(0, depth + 1);
  if (!base.has(inBase)) return [];
  const further = base.leadOf(path);
  return [
    edge(pathText(inBase), 'base'),
    ...(further && further.depth > inBase.length && !path.includes(ARGUMENT)
      ? [edge(pathText(path.slice(0, further.depth)), 'base')]
      : []),
  ];
}

/**
 * Whether the whole set is used: the path ends at the set, or selects a function that extends it.
 */
export function isWholeSet(next: string | undefined): boolean {
  return next === undefined || EXTENDING.has(next);
}

/** Functions of a set that make another one of all of it. */
const EXTENDING: ReadonlySet<string> = new Set(['extend', 'overrideScope', 'packages']);

/**
 * Of a package that no base has, nobody knows what lies behind it. What it can hand out are the
 * sets that it asks for: a member that one of these has is what the path may lead to.
 */
function withoutBase(
  root: TreeNode,
  base: BaseNames,
  pkg: AskingNode,
  path: AttributePath,
  kind: EdgeKind,
  by: string,
): readonly Edge[] {
  const at = deepestNode(root, path);
  const behind = path.slice(at.path.length);
  // The first name is the attribute that is the set.
  if (!at.pkg || behind.length === 0) return [];
  const sets = at.pkg.read.formals.flatMap(({ name }) => {
    const node = lookUp(scopesOf(root, at.path), NO_BASE, name)?.node;
    return node && !isLeaf(node) ? [node] : [];
  });
  const ofBase = handedOn(root, base, at, behind).flatMap((one) => {
    const lead = base.leadOf(one);
    return lead?.lead.set ? furtherEdges(root, base, pkg, one, kind, by) : [];
  });
  const own = sets.flatMap((set) =>
    behind.slice(1).flatMap((name) => {
      const member = set.members.get(name);
      return member ? [makeEdge(pkg, member.key, 'optional', by, true)] : [];
    }),
  );
  return [...own, ...ofBase];
}

/**
 * The paths of the base that a path behind a package of a repo may be: what is behind a package that
 * it asks for, and hands on (`{ python3 }: python3.override { … }`, `passthru.python = python3`).
 */
export function handedOn(
  root: TreeNode,
  base: BaseNames,
  at: TreeNode,
  behind: AttributePath,
): readonly AttributePath[] {
  if (behind.length < 2) return [];
  return (at.pkg?.read.formals ?? []).flatMap(({ name }) => {
    const found = IN_NEARLY_ALL.has(name) ? undefined : lookUp(scopesOf(root, at.path), base, name);
    if (!found || found.node) return [];
    return behind
      .slice(0, -1)
      .map((_, skipped) => [...found.scope, name, ...behind.slice(skipped)]);
  });
}

/** These lead to no set of packages, and Nix would be asked about them for nearly every package. */
const IN_NEARLY_ALL: ReadonlySet<string> = new Set(['lib', 'stdenv', 'stdenvNoCC', 'fetchurl']);

const NO_BASE = { has: () => false } as unknown as BaseNames;

/** A path as a person would write it: `python3.withPackages (ps: ps.idna)`. */
export function referenceText(path: AttributePath): string {
  const called = path.lastIndexOf(ARGUMENT);
  if (called < 0) return pathText(path);
  const inside = ['ps', ...path.slice(called + 1)];
  return `${referenceText(path.slice(0, called))} (ps: ${pathText(inside)})`;
}
