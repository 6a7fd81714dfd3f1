import { join } from 'node:path';
import type { FetchedBase } from './fetched-base';
import type { Nix } from '../../nix/find-nix';
import { isRegistryFolder, configIn } from '../../base/readable-folders';

/** Where the sides of a comparison come from. */
export interface SideSettings {
  readonly nix: Nix;
  readonly workspaceRoot: string;
  /** The folder of repos, from the workspace root. */
  readonly reposFolder: string;
  /** The registry's folder, from the workspace root. */
  readonly registry: string;
  /** The folder that relative paths start from. */
  readonly from: string;
  /** What to compare with; undefined: the registry's base. */
  readonly against: string | undefined;
  /**
   * The `config` for both sides. Undefined: a registry uses its own, and another set the one of the
   * registry here.
   */
  readonly config: Readonly<Record<string, unknown>> | undefined;
  /** Further folders that Nix may read. */
  readonly readable: readonly string[];
  readonly settings: readonly string[];
  readonly systems: readonly string[];
  /** The registry's base, if it is a flake reference. */
  readonly base?: FetchedBase | undefined;
}

/**
 * The `config` for a side. Undefined for a registry, as it has its own default; another set gets
 * the config of the registry here.
 */
export function configFor(
  { config, workspaceRoot, registry }: SideSettings,
  folder: string,
): Readonly<Record<string, unknown>> | undefined {
  if (config || isRegistryFolder(folder)) return config;
  return configIn(join(workspaceRoot, registry)).config ?? {};
}
