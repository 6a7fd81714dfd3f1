import { pathText } from '../names/attribute-path';
import type { Resolution } from '../locate/resolution';
import type { RepoConfig } from '../repo/repo-config';
import { BaseNames } from '../base/base-names';
import { AMBIENT } from '../names/ambient';

/** What the registry says of how repos are wired; see `nix-repo.json`. */
export interface RegistryConfig {
  readonly ambient: ReadonlySet<string>;
  readonly cycles: 'allow' | 'error';
  readonly systems: readonly string[];
  /** The overlay repos in their order, as far as the registry says. */
  readonly overlays: readonly string[];
  /** The names of the base, as far as they were given. */
  readonly base: BaseNames;
}

/**
 * The registry's configuration with what stands where it says nothing.
 * @param base what the file lists that `baseNames` names; see `readBaseNames`
 */
export function registryConfig(
  config: RepoConfig | undefined,
  base: BaseNames = new BaseNames(),
): RegistryConfig {
  return {
    ambient: new Set([...AMBIENT, ...(config?.ambient ?? [])]),
    cycles: config?.cycles ?? 'allow',
    systems: [...(config?.systems ?? ['aarch64-linux', 'x86_64-linux'])].sort(),
    overlays: config?.overlays ?? [],
    base,
  };
}

/** The sets that have a `callPackage` of their own, by what the repos and the base say. */
export function scopePaths(
  resolutions: readonly Resolution[],
  base: BaseNames,
): ReadonlySet<string> {
  const said = resolutions.flatMap(({ config }) => config.scopes ?? []);
  return new Set([...said.map((scope) => pathText(scope.split('.'))), ...base.scopes()]);
}
