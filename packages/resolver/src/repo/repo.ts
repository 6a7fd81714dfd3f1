import type { Position } from '@nx-nix/lambdas';
import type { RepoConfig, RepoKind } from './repo-config';

/** A repo as the workspace knows it: where it is and what it says of itself. */
export interface Repo {
  /** The name of its folder; `repos.<name>` in generated Nix, and the name of its Nx project. */
  readonly name: string;
  /** Its folder, from the workspace root, with `/`. */
  readonly root: string;
  readonly kind: RepoKind;
  readonly config: RepoConfig;
  /** Where its `nix-repo.json` names each scope. */
  readonly scopePositions?: Readonly<Record<string, Position>>;
  /** Where its `nix-repo.json` names the file of base names. */
  readonly baseNamesPosition?: Position;
  /** Where its `nix-repo.json` names the base. */
  readonly basePosition?: Position;
  /** Where its `nix-repo.json` puts the overlay repos in order. */
  readonly overlaysPosition?: Position;
  /** Where its `nix-repo.json` says where consumers get it. */
  readonly urlPosition?: Position;
  /** Where its `nix-repo.json` names the inputs of its published flake; by `''`, where all of them. */
  readonly publishedPositions?: Readonly<Record<string, Position>>;
  /** Where its `nix-repo.json` names each tree of packages. */
  readonly layoutPositions?: readonly Position[];
}
