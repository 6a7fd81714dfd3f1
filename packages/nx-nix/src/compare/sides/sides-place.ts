import { join } from 'node:path';
import type { FetchedBase } from './fetched-base';
import type { Nix } from '../../nix/find-nix';
import { isRegistryFolder, registryConfigIn } from '../../base/readable-folders';

/** Where to look for what a comparison is made against. */
export interface SidesPlace {
  readonly nix: Nix;
  readonly workspaceRoot: string;
  /** The folder of repos, from the workspace root. */
  readonly reposFolder: string;
  /** The registry's folder, from the workspace root. */
  readonly registry: string;
  /** The folder that relative paths start from. */
  readonly from: string;
  /** What is compared with; the registry's base where nothing is said. */
  readonly against: string | undefined;
  /** The `config` for both sides; where nothing is said, that of the registry, for what is no registry. */
  readonly config: Readonly<Record<string, unknown>> | undefined;
  /** Further folders that may be read. */
  readonly readable: readonly string[];
  readonly settings: readonly string[];
  readonly systems: readonly string[];
  /** The registry's base, where that is a flake reference. */
  readonly base?: FetchedBase | undefined;
}

/** A registry has a default of its own; another set gets the config of the registry here. */
export function configFor(
  { config, workspaceRoot, registry }: SidesPlace,
  folder: string,
): Readonly<Record<string, unknown>> | undefined {
  if (config || isRegistryFolder(folder)) return config;
  const ours = registryConfigIn(join(workspaceRoot, registry)).config;
  return typeof ours === 'object' && ours !== null ? (ours as Record<string, unknown>) : {};
}
