import { pathText, type AttributePath } from '../names/attribute-path';

/** Raised when the file changes shape; facts of another format are asked for again. */
export const BASE_FORMAT = 1;

/**
 * What Nix says of the base that a registry stands on, as far as the repos need it: `base.json` in
 * the registry's folder. It is committed, so that neither graph nor `nx sync:check` has to run Nix,
 * and holds for the base of one fingerprint only.
 */
export interface BaseFacts {
  readonly format: number;
  /** The base as the registry's `nix-repo.json` names it: a path or a flake reference. */
  readonly base: string;
  /** Of a flake reference: what it is locked to, as `nix flake metadata` tells it (`locked`). */
  readonly locked?: Readonly<Record<string, string | number | boolean>>;
  /** Hash of all that the base's folder holds. */
  readonly fingerprint: string;
  /** The `config` that the base was evaluated with. */
  readonly config: Readonly<Record<string, unknown>>;
  /** The systems that it was evaluated for, sorted. */
  readonly systems: readonly string[];
  /** Sorted by path. Always with `[]`, and each path that is a set for one of the repos. */
  readonly sets: readonly BaseSet[];
  /** Base names in use that Nix cannot evaluate, on any of the systems; sorted by path. */
  readonly errors: readonly BaseError[];
  /** Hash of the paths that repos replace: of other ones, `through` says nothing. */
  readonly replaced?: string;
  /** Of each base name in use, which of the replaced names it is made of; sorted by path. */
  readonly through: readonly BaseThrough[];
}

/**
 * What the base has at a path that is a set for a repo, or top level:
 * - `scope`: it has `callPackage` and `overrideScope`;
 * - `extensible`: it has `callPackage` and `extend`, and no `overrideScope`;
 * - `python`: a scope of Python modules, extended for all Pythons by `pythonPackagesExtensions`;
 * - `plain`: another attribute set;
 * - `package`: a derivation;
 * - `other`: something else, a function say;
 * - `missing`: nothing, on none of the systems.
 */
export type BaseSetKind =
  'scope' | 'extensible' | 'python' | 'plain' | 'package' | 'other' | 'missing';

/** Whether there is a set, that can have members. */
export function isSetKind(kind: BaseSetKind | undefined): boolean {
  return kind !== undefined && kind !== 'package' && kind !== 'other' && kind !== 'missing';
}

export interface BaseSet {
  readonly path: AttributePath;
  readonly kind: BaseSetKind;
  /** Names of its attributes on at least one of the systems, sorted; only of sets. */
  readonly names: readonly string[];
  /**
   * Formals in use that its `callPackage` passes though they are attributes neither of it nor of a
   * set around it; sorted.
   */
  readonly called: readonly string[];
  /** Hash of the formals, no names of it, that were asked about: of others, `called` says nothing. */
  readonly asked?: string;
}

export interface BaseError {
  readonly path: AttributePath;
  readonly systems: readonly string[];
  /** The first line of what Nix says. */
  readonly message: string;
}

export interface BaseThrough {
  readonly path: AttributePath;
  /** Paths of replaced packages, sorted; `all` where Nix does not tell, as of most functions. */
  readonly reaches: readonly AttributePath[] | 'all';
}

/** The set of the base at a path, as far as it was asked about. */
export function baseSetAt(
  facts: Pick<BaseFacts, 'sets'>,
  path: AttributePath,
): BaseSet | undefined {
  const text = pathText(path);
  return facts.sets.find((set) => pathText(set.path) === text);
}
