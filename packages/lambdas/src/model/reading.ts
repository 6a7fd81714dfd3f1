/**
 * What is read from a Nix file: plain data, so that it can be kept by content hash and given to
 * another process. Nothing in here knows where the file lies.
 */

/** A place in a file as Nix counts it: line and column from 1, columns in bytes. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A lambda: `{ stdenv, zlib ? null, ... }@args: …`, or `args: …`, which has no formals. */
export interface Lambda {
  /** Where the lambda starts: its `{`, or its single parameter. */
  readonly position: Position;
  /** In the order in which they are written; empty for `args: …` and for `{ ... }: …`. */
  readonly formals: readonly Formal[];
  /** True for `{ …, ... }:`; a single parameter (`args: …`) takes anything and has none. */
  readonly ellipsis: boolean;
  /** The name that holds the whole argument, in `args@{ … }:`, `{ … }@args:` and `args: …`. */
  readonly universal?: string;
  /** Files that its body hands to `callPackage`; absent where there are none, or where only the head was read. */
  readonly calls?: readonly PackageCall[];
}

/** One destructured argument of a lambda. */
export interface Formal {
  readonly name: string;
  readonly position: Position;
  readonly hasDefault: boolean;
  /** Present where there is a default. */
  readonly defaultKind?: DefaultKind;
  /**
   * The members that the default asks for, where it is an attribute-set shape:
   * `phase0 ? { stdenv = { }; }`. Absent for every other default, `{ }` included.
   */
  readonly shape?: readonly ShapeMember[];
  /** What the body takes out of it; absent where it takes nothing, or where that cannot be seen. */
  readonly selects?: Selects;
}

/** What a body takes out of a formal: `python3Packages.requests`, `inherit (pkgs) zlib`. */
export interface Selects {
  /** Paths below the formal; the position is where the body has them. */
  readonly members: readonly Reference[];
  /** That is all that the body does with the formal: it does not hand it on as a whole. */
  readonly isAll: boolean;
}

/**
 * What a default looks like; nothing is evaluated. A URI is a string, `import ./x` a call, `other`
 * what is none of these: operators, `if`, `let`, `with`, functions.
 */
export type DefaultKind =
  | 'null'
  | 'bool'
  | 'number'
  | 'string'
  | 'path'
  | 'list'
  | 'set'
  | 'name'
  | 'select'
  | 'call'
  | 'other';

/** One name in a shape; without members of its own it is a leaf: a package that is asked for. */
export interface ShapeMember {
  readonly name: string;
  readonly position: Position;
  readonly members: readonly ShapeMember[];
}

/** A root that is a call of another file: `import ./generic.nix { … }`. */
export interface Delegate {
  /** As written, relative to the file that holds it: `./generic.nix`, `../common`. */
  readonly file: string;
  readonly position: Position;
  /** How many arguments are applied, so how many parameters of the other file's lambda are used up. */
  readonly applied: number;
}

/** What a package file (`package.nix`, `default.nix`) holds. */
export interface PackageFile {
  /** Absent where the root is not a lambda that can be read here. */
  readonly lambda?: Lambda;
  /** The other file that makes the lambda, where the root is such a call. */
  readonly delegate?: Delegate;
  readonly diagnostics: readonly Diagnostic[];
}

/** What a group file (`packages.nix`) holds. */
export interface GroupFile {
  /** The formals of its outermost function: `{ lib, ... }:`. */
  readonly formals: readonly Formal[];
  /**
   * How many package sets the group is curried over: 0 for `{ lib, ... }: { … }`, 1 for
   * `{ … }: final: { … }`, 2 for `{ … }: final: prev: { … }`, 3 for auxolotl's
   * `{ … }: res: pkgs: super: { … }`.
   */
  readonly sets: number;
  readonly members: readonly Member[];
  /** Paths of sets that are marked for tools (`recurseForDerivations`); absent where none are. */
  readonly marks?: readonly (readonly string[])[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * One member of a group: a lambda, a call of another file, or an expression that stays what it is.
 * A lambda or delegate has an `expression` too where its body or its arguments lean on the sets
 * that the group is curried over: what it closes over no formal will tell.
 */
export interface Member {
  /** Attribute path inside the group; more than one name where attribute sets are nested. */
  readonly path: readonly string[];
  readonly position: Position;
  readonly lambda?: Lambda;
  readonly delegate?: Delegate;
  readonly expression?: MemberExpression;
}

/** What an expression in a group leans on. */
export interface MemberExpression {
  /** Names of the package set that it references, without duplicates, in the order of the text. */
  readonly references: readonly Reference[];
  /** Files that it hands to `callPackage`. */
  readonly calls: readonly PackageCall[];
}

/** A name of the package set, by `with pkgs;`, `pkgs.name` or the fixpoint's own name. */
export interface Reference {
  /**
   * As far as it is static: `pkgs.darwin.libunwind` is `['darwin', 'libunwind']`. Empty where the
   * package set is used as a whole: `foo pkgs`, `pkgs.${x}`.
   */
  readonly path: readonly string[];
  readonly position: Position;
  /**
   * Nix may do without it: the name may come from another `with`, or there is an `or`. Absent
   * where the expression needs it.
   */
  readonly isUncertain?: boolean;
}

/** `callPackage ./file.nix { explicit = …; }` */
export interface PackageCall {
  /** As written; absent where the path is computed or a lambda stands in place of it. */
  readonly file?: string;
  /** Of the first argument. */
  readonly position: Position;
  /** Formals that are given by hand; null where they cannot be known statically. */
  readonly explicit: readonly string[] | null;
  /**
   * The set whose `callPackage` is called, as its path in the package set: `['ps']` for
   * `final.ps.callPackage`. Absent for `callPackage` and `final.callPackage`, and where it cannot be
   * known statically.
   */
  readonly from?: readonly string[];
}

/** What is wrong with a file, as far as its text alone tells. */
export type Diagnostic =
  /** A name that is needed is not UTF-8. */
  | { readonly kind: 'not-utf8'; readonly position: Position }
  /** `found` is the offending text, one line, at most 40 characters; empty at the end of the file. */
  | {
      readonly kind: 'syntax-error';
      readonly position: Position;
      readonly found: string;
      readonly expected?: string;
      /** Where the tokens fit but Nix refuses them: `attribute "a" is already defined at 3:5`. */
      readonly reason?: string;
    }
  /** `found` names the kind of expression: "an attribute set", "a string", "a call of a function". */
  | { readonly kind: 'not-a-lambda'; readonly position: Position; readonly found: string }
  | {
      readonly kind: 'duplicate-formal';
      readonly position: Position;
      readonly name: string;
      readonly first: Position;
    }
  /** A group of a form that groups do not have; `reason` is a sentence that says so. */
  | { readonly kind: 'bad-group'; readonly position: Position; readonly reason: string }
  /** A group whose names cannot be known without evaluating it. */
  | { readonly kind: 'opaque-group'; readonly position: Position; readonly found: string };
