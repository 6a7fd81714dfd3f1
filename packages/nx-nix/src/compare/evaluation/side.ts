import type { AttributePath } from '@nx-nix/resolver';

/** The two package sets of a comparison. */
export type SideName = 'here' | 'there';

export const SIDE_NAMES = ['here', 'there'] as const;

/** A package set to compare, and how Nix gets at it. */
export interface Side {
  /** What a person calls it: `the working tree`, `~/nixpkgs`. */
  readonly label: string;
  readonly source: SetSource;
  /** The folder of its files, as errors name them; a person need not read it with each. */
  readonly root?: string;
  /** Settings of Nix: what it may read. */
  readonly settings: readonly string[];
  /** Equal for sides that give the same packages; what is known of one may then be kept. */
  readonly identity: () => string;
  /** What a person should know of it, beside its name. */
  readonly notes: readonly string[];
}

export type SetSource =
  | {
      readonly kind: 'file';
      /** Absolute: a file with nixpkgs' interface, or one that is the set. */
      readonly file: string;
      /** The `config` to hand over; undefined where the file's own default is to stand. */
      readonly config: Readonly<Record<string, unknown>> | undefined;
    }
  | {
      readonly kind: 'flake';
      /** A locked reference. */
      readonly reference: string;
      readonly attribute: AttributePath;
    };

/** Which set of a side: for a system, or cross-compiled from it. */
export interface SetOfSide {
  readonly side: SideName;
  readonly system: string;
}

/** The key of a set among those of a comparison. */
export function setKey({ side, system }: SetOfSide): string {
  return `${side} ${system}`;
}
