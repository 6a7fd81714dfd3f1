/**
 * The result of reading a Nix file: plain data, so that it can be cached by content hash and sent
 * to another process. For the same reason it does not contain the path of the file.
 */

/** A position in a file as Nix counts: line and column from 1, columns in bytes. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A lambda: `{ stdenv, zlib ? null, ... }@args: …`; or `args: …`, which has no formals. */
export interface Lambda {
  /** Where the lambda starts: its `{`, or its single parameter. */
  readonly position: Position;
  /** In text order; empty for `args: …` and for `{ ... }: …`. */
  readonly formals: readonly Formal[];
  /** True for `{ …, ... }:`; false for `args: …`, although that accepts every argument. */
  readonly ellipsis: boolean;
  /** The name of the whole argument: `args` in `args@{ … }:`, `{ … }@args:` and `args: …`. */
  readonly universal?: string;
  /** Calls of `callPackage` in the body; absent if there are none or only the head was read. */
  readonly calls?: readonly PackageCall[];
}

/** One destructured argument of a lambda. */
export interface Formal {
  readonly name: string;
  readonly position: Position;
  readonly hasDefault: boolean;
  /** Present if there is a default. */
  readonly defaultKind?: DefaultKind;
  /**
   * The members that the default asks for, if it is a shape: `phase0 ? { stdenv = { }; }`.
   * Absent for every other default, also for `{ }`.
   */
  readonly shape?: readonly ShapeMember[];
  /** The members that the body uses; absent if it uses none, or if that cannot be read. */
  readonly selects?: Selects;
}

/** The members of a formal that a body uses: `python3Packages.requests`, `inherit (pkgs) zlib`. */
export interface Selects {
  /** Paths below the formal, with their positions in the body. */
  readonly members: readonly Reference[];
  /** The body uses the formal in no other way; in particular it does not pass it on as a whole. */
  readonly isAll: boolean;
}

/**
 * The kind of expression of a default, from its syntax alone. A URI is a `string`, `import ./x` a
 * `call`; `other` are operators, `if`, `let`, `with` and functions.
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

/** One name in a shape; without members it is a leaf, which asks for a package. */
export interface ShapeMember {
  readonly name: string;
  readonly position: Position;
  readonly members: readonly ShapeMember[];
}

/** The call of another file that returns the lambda: `import ./generic.nix { … }`. */
export interface Delegate {
  /** As written, relative to the calling file: `./generic.nix`, `../common`. */
  readonly file: string;
  readonly position: Position;
  /**
   * How many arguments the call applies: in the other file, the lambda comes after as many
   * parameters.
   */
  readonly applied: number;
}

/** The reading of a package file (`package.nix`, `default.nix`). */
export interface PackageFile {
  /** Absent if the file is not a lambda that can be read. */
  readonly lambda?: Lambda;
  /** Present if the file is a call of another file that returns the lambda. */
  readonly delegate?: Delegate;
  readonly diagnostics: readonly Diagnostic[];
}

/** The reading of a group file (`packages.nix`). */
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
  /** Paths of the sets with `recurseForDerivations`; absent if there are none. */
  readonly marks?: readonly (readonly string[])[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * One member of a group: a lambda, a delegate (call of another file), or an expression that is not
 * called. A lambda or delegate also has an `expression` if its body or its arguments reference the
 * package sets of a curried group, because no formal shows these references.
 */
export interface Member {
  /** Attribute path inside the group; more than one name where attribute sets are nested. */
  readonly path: readonly string[];
  readonly position: Position;
  readonly lambda?: Lambda;
  readonly delegate?: Delegate;
  readonly expression?: MemberExpression;
}

/** The references and `callPackage` calls of an expression in a group. */
export interface MemberExpression {
  /** References to the package set, without duplicates, in text order. */
  readonly references: readonly Reference[];
  /** Calls of `callPackage`. */
  readonly calls: readonly PackageCall[];
}

/**
 * A step of a reference's path: from a function to what it calls its argument with. In
 * `python3.withPackages (ps: [ ps.idna ])`, the path of `ps.idna` is `['python3', 'withPackages',
 * ARGUMENT, 'idna']`. No attribute name can contain a NUL.
 */
export const ARGUMENT = '\0argument';

/** A use of a name of the package set: through `with pkgs;`, `pkgs.name` or `final.name`. */
export interface Reference {
  /**
   * The static part of the path: `pkgs.darwin.libunwind` is `['darwin', 'libunwind']`. Empty if the
   * package set is used as a whole: `foo pkgs`, `pkgs.${x}`.
   */
  readonly path: readonly string[];
  readonly position: Position;
  /**
   * The name may be missing without an error: it may come from another `with`, or an `or` follows.
   * Absent if the expression needs the name.
   */
  readonly isUncertain?: boolean;
}

/** A call `callPackage ./file.nix { explicit = …; }`. */
export interface PackageCall {
  /** As written; absent if the path is computed, or if a lambda is passed instead. */
  readonly file?: string;
  /** Position of the first argument. */
  readonly position: Position;
  /** Names in the second argument; null if they cannot be known statically. */
  readonly explicit: readonly string[] | null;
  /**
   * The path of the set whose `callPackage` is called: `['ps']` for `final.ps.callPackage`. Absent
   * for `callPackage` and `final.callPackage`, and if it cannot be known statically.
   */
  readonly from?: readonly string[];
}

/** A limit that a text is beyond; see `LIMITS`. */
export type Limit = 'depth' | 'word' | 'openComments' | 'steps';

/** A text that is beyond a limit, and where. It was not read. */
export interface LimitDiagnostic {
  readonly kind: 'over-limit';
  readonly position: Position;
  readonly limit: Limit;
  /** How many of what it limits are read at most. */
  readonly most: number;
}

/** A diagnostic of a Nix file, found from its text alone. */
export type Diagnostic =
  | LimitDiagnostic
  /** The name of a member or attribute is not UTF-8. */
  | { readonly kind: 'not-utf8'; readonly position: Position }
  /**
   * `found` is the rejected text, one line, at most 40 characters; empty at the end of the file.
   */
  | {
      readonly kind: 'syntax-error';
      readonly position: Position;
      readonly found: string;
      readonly expected?: string;
      /** Why Nix rejects code that is grammatical: `attribute "a" is already defined at 3:5`. */
      readonly reason?: string;
    }
  /** `found` is the kind of expression: "an attribute set", "a string", "a call of a function". */
  | { readonly kind: 'not-a-lambda'; readonly position: Position; readonly found: string }
  | {
      readonly kind: 'duplicate-formal';
      readonly position: Position;
      readonly name: string;
      readonly first: Position;
    }
  /** The file has not the form of a group; `reason` is a sentence without full stop. */
  | { readonly kind: 'bad-group'; readonly position: Position; readonly reason: string }
  /**
   * Names of the group are known only after evaluation; `found` is the expression that hides them.
   */
  | { readonly kind: 'opaque-group'; readonly position: Position; readonly found: string };
