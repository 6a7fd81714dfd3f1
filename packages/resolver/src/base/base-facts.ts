import { pathText, type AttributePath } from '../names/attribute-path';

/** Raised with each change of the file's format; facts of another format are queried again. */
export const BASE_FORMAT = 3;

/**
 * What Nix said about the base of a registry, as far as the repos need it: `base.json` in the
 * registry's folder. The file is committed, so that neither the graph nor `nx sync:check` has to
 * run Nix. The facts are valid only for a base with the same fingerprint.
 */
export interface BaseFacts {
  readonly format: number;
  /** The base as written in the registry's `nix-repo.json`: a path or a flake reference. */
  readonly base: string;
  /** For a flake reference: the field `locked` of `nix flake metadata`. */
  readonly locked?: Readonly<Record<string, string | number | boolean>>;
  /** Hash of all files in the base's folder. */
  readonly fingerprint: string;
  /** The `config` that the base was evaluated with. */
  readonly config: Readonly<Record<string, unknown>>;
  /** The systems for which the base was evaluated, sorted. */
  readonly systems: readonly string[];
  /** The top level (`[]`) and each path that is a set for one of the repos; sorted by path. */
  readonly sets: readonly BaseSet[];
  /** Where paths lead that go on behind a name of the base in use; sorted by path. */
  readonly leads: readonly BaseLeads[];
  /** Names of the base in use that fail to evaluate on at least one system; sorted by path. */
  readonly errors: readonly BaseError[];
  /**
   * Hash of the paths that repos replaced when Nix was asked: `through` is valid only for these.
   */
  readonly replaced?: string;
  /** For each name of the base in use, the replaced names that it is made of; sorted by path. */
  readonly through: readonly BaseThrough[];
}

/**
 * The kind of value that the base has at the top level, or at a path that is a set for a repo:
 * - `scope`: it has `callPackage` and `overrideScope`;
 * - `extensible`: it has `callPackage` and `extend`, and no `overrideScope`;
 * - `python`: a scope of Python modules, extended for all Pythons by `pythonPackagesExtensions`;
 * - `plain`: another attribute set;
 * - `package`: a derivation;
 * - `other`: another value, for example a function;
 * - `missing`: the path exists on none of the systems.
 */
export type BaseSetKind =
  'scope' | 'extensible' | 'python' | 'plain' | 'package' | 'other' | 'missing';

/** Whether the base has a set there, to which members can be added. */
export function isSetKind(kind: BaseSetKind | undefined): boolean {
  return kind !== undefined && kind !== 'package' && kind !== 'other' && kind !== 'missing';
}

/** What Nix said about one set of the base. */
export interface BaseSet {
  readonly path: AttributePath;
  readonly kind: BaseSetKind;
  /** Names of its attributes on at least one of the systems, sorted; only of sets. */
  readonly names: readonly string[];
  /**
   * Formals in use that its `callPackage` passes, although they are attributes neither of the set
   * nor of a set around it; sorted.
   */
  readonly called: readonly string[];
  /** Hash of the formals that Nix was asked about: `called` is valid only for these. */
  readonly asked?: string;
}

/** Where the paths lead that repos use behind one name of the base: `python3.pkgs`. */
export interface BaseLeads {
  readonly path: AttributePath;
  /** The kind of value at the name itself. */
  readonly kind: 'package' | 'set' | 'other' | 'missing';
  /** Hash of the paths and sets that Nix was asked about: `to` is valid only for these. */
  readonly asked: string;
  /** Sorted by `below`; other paths lead to nothing that has edges of its own. */
  readonly to: readonly BaseLead[];
}

/** Where one path leads. */
export interface BaseLead {
  /**
   * The path below the name. The step `ARGUMENT` of `@nx-nix/lambdas` leads to what the function
   * there calls its argument with.
   */
  readonly below: AttributePath;
  /**
   * The path of the set that it is (`[]` is top level): one in which repos have packages. Absent
   * for another value: a package, or something else that lies in a set.
   */
  readonly set?: AttributePath;
}

/** A name of the base that fails to evaluate. */
export interface BaseError {
  readonly path: AttributePath;
  readonly systems: readonly string[];
  /** The first line of Nix's error message. */
  readonly message: string;
}

/** The replaced packages that one name of the base is made of. */
export interface BaseThrough {
  readonly path: AttributePath;
  /** Paths of replaced packages, sorted; `all` if Nix cannot say it, as for most functions. */
  readonly reaches: readonly AttributePath[] | 'all';
}

/** The set of the base at a path; undefined if Nix was not asked about it. */
export function baseSetAt(
  facts: Pick<BaseFacts, 'sets'>,
  path: AttributePath,
): BaseSet | undefined {
  let sets = setsByPath.get(facts.sets);
  if (!sets) {
    sets = new Map(facts.sets.map((set) => [pathText(set.path), set]));
    setsByPath.set(facts.sets, sets);
  }
  return sets.get(pathText(path));
}

/** Whether the base has a path as an attribute; false where Nix was not asked about its set. */
export function hasAttribute(facts: Pick<BaseFacts, 'sets'>, path: AttributePath): boolean {
  const set = baseSetAt(facts, path.slice(0, -1));
  if (!set) return false;
  let names = namesOfSets.get(set);
  if (!names) namesOfSets.set(set, (names = new Set(set.names)));
  return names.has(path[path.length - 1]!);
}

// Facts are data that is never changed, and thousands of packages ask for the same sets.
const setsByPath = new WeakMap<readonly BaseSet[], ReadonlyMap<string, BaseSet>>();
const namesOfSets = new WeakMap<BaseSet, ReadonlySet<string>>();
