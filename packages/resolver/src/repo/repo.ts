import type { Position } from '@nx-nix/lambdas';
import type { RepoConfig, RepoKind } from './repo-config';
import type { PositionedSettings } from './repo-settings';

/** A repo of the workspace: its folder, and the content of its `nix-repo.json` with positions. */
export interface Repo {
  /** The name of its folder, of its Nx project, and of `repos.<name>` in generated Nix. */
  readonly name: string;
  /** The path of its folder from the workspace root, with `/`. */
  readonly root: string;
  readonly kind: RepoKind;
  readonly config: RepoConfig;
  /** Position of the value of `kind`. */
  readonly kindPosition?: Position;
  /** Position of each scope in `scopes`. */
  readonly scopePositions?: Readonly<Record<string, Position>>;
  /** Position of the value of `baseNames`. */
  readonly baseNamesPosition?: Position;
  /** Position of the value of `base`. */
  readonly basePosition?: Position;
  /** Position of the value of `overlays`. */
  readonly overlaysPosition?: Position;
  /** Position of the value of `url`. */
  readonly urlPosition?: Position;
  /** Position of each input in `published`; by `''`, of the value of `published`. */
  readonly publishedPositions?: Readonly<Record<string, Position>>;
  /** Position of each tree in `layout`. */
  readonly layoutPositions?: readonly Position[];
  /** Position of each path in `exclude` and `attributes`; see `PositionedSettings`. */
  readonly settingPositions?: Readonly<Record<string, Position>>;
  /** The file in which layout, `exclude` and `attributes` stand, if that is the registry's. */
  readonly settingsFile?: string;
  /** Registry only: position of each repo in `grants`. */
  readonly grantPositions?: Readonly<Record<string, Position>>;
  /** Registry only: what it says of other repos, with positions. */
  readonly repoSettings?: Readonly<Record<string, PositionedSettings>>;
}
