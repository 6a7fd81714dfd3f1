import { attributeName, pathText, type AttributePath } from '../names/attribute-path';
import type { ReadFormal } from '../locate/resolution';
import type { Places } from '../locate/places';
import type { Problem } from '../problems/problem';
import { UnknownMember } from '../problems/unknown-member';
import { UnknownName } from '../problems/unknown-name';
import type { BaseNames } from '../base/base-names';
import { memberSuggestions, suggestions } from './suggestions';
import { makeEdge, withoutDuplicates, type Edge } from './edge';
import { furtherEdges, referenceText } from './further-edges';
import { isSetKnown, lookUp, scopesOf, scopesOfReference, type FoundInRepos } from './lookup';
import { deepestNode, isLeaf, nodeAt, type TreeNode, type TreePackage } from './package-tree';
import { type RegistryConfig } from './registry-config';
import { HIDING_FORMALS } from '../names/package-sets';
import { selectedEdges } from './selected-edges';
import { AMBIENT_OF_SCOPES } from '../names/ambient';

/** One argument that the registry passes to a lambda. */
export interface Argument {
  readonly formal: string;
  /** The scope that has the argument as an attribute; `[]` is top level. */
  readonly scope: AttributePath;
  /** If the default is a shape: the members that are passed, and no others. */
  readonly members?: readonly AttributePath[];
  /** On a base: passed only if the name exists at evaluation; otherwise the default is used. */
  readonly ifPresent?: true;
}

/** The result of resolving the names of one package. */
export interface ResolvedNames {
  readonly arguments: readonly Argument[];
  readonly edges: readonly Edge[];
  /**
   * Formals through which it may use packages without an edge: `pkgs`, `callPackage`; and `final`
   * if an expression passes on the package set of a curried group as a whole.
   */
  readonly hiddenBy: readonly string[];
  readonly problems: readonly Problem[];
}

/**
 * Resolves the formals and references of one package to arguments and edges, by the rules of
 * docs/reference/names.md. Problems: `UnknownName` and `UnknownMember`.
 */
export function resolveNames(
  root: TreeNode,
  pkg: TreePackage,
  { ambient, base }: RegistryConfig,
  places: Places,
): ResolvedNames {
  const scopes = scopesOf(root, pkg.read.path);
  const args: Argument[] = [];
  const edges: Edge[] = [];
  const hiddenBy: string[] = [];
  const problems: Problem[] = [];

  for (const formal of pkg.read.formals) {
    const found = lookUp(scopes, base, formal.name);
    const selected = selectedEdges(root, base, pkg, formal, found);
    if (found?.node && formal.shape && !isLeaf(found.node)) {
      const members = shapeMembers(found, formal, pkg, base, places);
      problems.push(...members.problems);
      edges.push(...members.edges);
      args.push({ formal: formal.name, scope: found.scope, members: members.paths });
    } else if (found?.node) {
      const kind = formal.hasDefault ? 'optional' : 'required';
      if (!selected.isAll) {
        const by = attributeName(formal.name);
        edges.push(makeEdge(pkg, found.node.key, kind, by));
        // The set has members of the repos and of the base, so it gets two edges.
        if (!isLeaf(found.node) && base.has(found.node.path)) {
          edges.push(makeEdge(pkg, found.node.key, 'base', by));
        }
      }
      args.push({ formal: formal.name, scope: found.scope });
    } else if (found && !(found.scope.length === 0 && ambient.has(formal.name))) {
      const to = pathText([...found.scope, formal.name]);
      if (!selected.isAll) edges.push(makeEdge(pkg, to, 'base', attributeName(formal.name)));
      args.push({ formal: formal.name, scope: found.scope, ...presence(formal, base) });
    } else if (scopes[0]!.isScope && AMBIENT_OF_SCOPES.has(formal.name)) {
      args.push({ formal: formal.name, scope: scopes[0]!.path });
    } else if (ambient.has(formal.name)) {
      args.push({ formal: formal.name, scope: [] });
    } else if (formal.hasDefault) {
      // With another configuration, the base may have the name.
      if (base.facts) args.push({ formal: formal.name, scope: [], ...presence(formal, base) });
    } else {
      const place = places.ofFormal(pkg.resolution, pkg.index, [formal.name]);
      problems.push(unknown(formal.name, pkg, scopes, { ambient, base }, place, places));
    }
    edges.push(...selected.edges);
    // If all uses of `buildPackages` are known, it hides nothing; `pkgs` always may hide uses.
    const isSeen = selected.isAll && formal.name !== 'pkgs';
    if (HIDING_FORMALS.has(formal.name) && !found?.node && !isSeen) hiddenBy.push(formal.name);
  }

  pkg.read.references.forEach((reference, index) => {
    const name = reference.path[0];
    // The whole set is passed on, so it is unknown which of its packages are used, as with `pkgs`.
    if (name === undefined) {
      if (!hiddenBy.includes('final')) hiddenBy.push('final');
      return;
    }
    const searched = scopesOfReference(root, base, reference, scopes);
    const found = lookUp(searched, base, name);
    const by = referenceText(reference.path);
    // All references of a lambda are in its body.
    const fromBody = pkg.read.kind === 'lambda';
    if (found?.node) {
      edges.push(
        makeEdge(
          pkg,
          deepestNode(found.node, reference.path.slice(1)).key,
          'required',
          by,
          fromBody,
        ),
      );
    } else if (found && !ambient.has(name)) {
      edges.push(makeEdge(pkg, pathText([...found.scope, name]), 'base', by, fromBody));
    } else if (
      !reference.isOptional &&
      !ambient.has(name) &&
      !AMBIENT_OF_SCOPES.has(name) &&
      isSetKnown(root, base, reference)
    ) {
      const place = places.ofReference(pkg.resolution, pkg.index, index);
      problems.push(unknown(name, pkg, searched, { ambient, base }, place, places));
    }
    if (found && reference.path.length > 1 && !ambient.has(name)) {
      const kind = reference.isOptional ? 'optional' : 'required';
      const path = [...found.scope, ...reference.path];
      edges.push(...furtherEdges(root, base, pkg, path, kind, by));
    }
  });

  return { arguments: args, edges: withoutDuplicates(edges), hiddenBy: hiddenBy.sort(), problems };
}

function presence({ hasDefault }: ReadFormal, base: BaseNames): { readonly ifPresent?: true } {
  return base.facts && hasDefault ? { ifPresent: true } : {};
}

function shapeMembers(
  { node }: FoundInRepos,
  formal: ReadFormal,
  pkg: TreePackage,
  base: BaseNames,
  places: Places,
): {
  readonly paths: readonly AttributePath[];
  readonly edges: readonly Edge[];
  readonly problems: readonly Problem[];
} {
  const paths: AttributePath[] = [];
  const edges: Edge[] = [];
  const problems: Problem[] = [];
  for (const path of formal.shape ?? []) {
    const member = nodeAt(node, path);
    const by = pathText([formal.name, ...path]);
    if (member) {
      paths.push(path);
      edges.push(makeEdge(pkg, member.key, 'structural', by));
    } else if (base.has([...node.path, ...path])) {
      paths.push(path);
      edges.push(makeEdge(pkg, pathText([...node.path, ...path]), 'base', by));
    } else {
      const place = places.ofFormal(pkg.resolution, pkg.index, [formal.name, ...path]);
      problems.push(unknownMember(node, path, by, pkg, place));
    }
  }
  return { paths, edges, problems };
}

function unknownMember(
  set: TreeNode,
  path: AttributePath,
  by: string,
  pkg: TreePackage,
  place: ReturnType<Places['ofPackage']>,
): Problem {
  let at = set;
  let depth = 0;
  for (; depth < path.length - 1 && at.members.has(path[depth]!); depth++) {
    at = at.members.get(path[depth]!)!;
  }
  const near = (): readonly string[] => memberSuggestions(path[depth]!, at);
  return new UnknownMember(place, by, pkg.key, at.key, near);
}

function unknown(
  name: string,
  pkg: TreePackage,
  scopes: readonly TreeNode[],
  { ambient, base }: Pick<RegistryConfig, 'ambient' | 'base'>,
  place: ReturnType<Places['ofPackage']>,
  places: Places,
): Problem {
  const near = (): readonly string[] => suggestions(name, scopes, base, ambient);
  const formerRepo = (): string | undefined =>
    scopes.map(({ path }) => places.formerRepo([...path, name])).find((repo) => repo !== undefined);
  return new UnknownName(place, attributeName(name), pkg.key, near, formerRepo);
}
