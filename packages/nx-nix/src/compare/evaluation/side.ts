import type { AttributePath } from '@nx-nix/resolver';
import type { NixAccess } from '../../nix/nix-access';

/** The two package sets of a comparison: `here` is the registry. */
export type SideName = 'here' | 'there';

/** Both sides, in the order of reports. */
export const SIDE_NAMES = ['here', 'there'] as const;

/** A package set to compare, and how Nix evaluates it. */
export interface Side {
  /** The name in reports: `the working tree`, `~/nixpkgs`. */
  readonly label: string;
  readonly source: SetSource;
  /**
   * The folder of its files; it is removed from error messages, as the user need not read it in
   * each.
   */
  readonly root?: string;
  /** What Nix may reach. */
  readonly access: NixAccess;
  /** Further arguments for Nix: `--option name value`. */
  readonly settings: readonly string[];
  /** Equal for sides with the same packages; kept answers are used again for an equal identity. */
  readonly identity: () => string;
  /** Further remarks for the user. */
  readonly notes: readonly string[];
}

/** How to get a package set. */
export type SetSource =
  | {
      readonly kind: 'file';
      /** Absolute path of a file with the interface of nixpkgs, or of a file that is the set. */
      readonly file: string;
      /** The `config` to pass; undefined: the default of the file is used. */
      readonly config: Readonly<Record<string, unknown>> | undefined;
    }
  | {
      readonly kind: 'flake';
      /** A locked reference. */
      readonly reference: string;
      readonly attribute: AttributePath;
    };

/** A set of a side: for one system, or cross-compiled from it. */
export interface SetOfSide {
  readonly side: SideName;
  readonly system: string;
}

/** The key of a set among those of a comparison. */
export function setKey({ side, system }: SetOfSide): string {
  return `${side} ${system}`;
}
