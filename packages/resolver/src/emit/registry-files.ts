import type { BaseFacts } from '../base/base-facts';
import { BASE_FILE, baseJson } from '../base/base-json';
import type { RepoConfig } from '../repo/repo-config';
import { flakeNix } from './flake-nix';
import { layersNix } from './layers-nix';
import { namesNix } from './names-nix';
import { pkgsJson } from './pkgs-json';
import { pkgsNix } from './pkgs-nix';
import { pkgsSvg } from './pkgs-svg';
import type { Wiring } from '../wire/wired';

/** The files that `emit-registry` writes, relative to the registry's folder. */
export const REGISTRY_FILES = [
  'flake.nix',
  'layers.nix',
  'names.nix',
  'pkgs.json',
  'pkgs.nix',
  'pkgs.svg',
] as const;

/** The generated files of one registry: with `base.json` if it has a base. */
export function filesOfRegistry({ config }: { readonly config: RepoConfig }): readonly string[] {
  const files = REGISTRY_FILES.filter((file) => file !== 'flake.nix' || !isPublishedHere(config));
  return config.base === undefined ? files : [...files, BASE_FILE];
}

/** Whether the registry's own flake.nix is the published one, which `nx lock` writes. */
export function isPublishedHere({ published }: RepoConfig): boolean {
  return published?.folder === '.';
}

/** The input of the generated files beside the wiring. */
export interface RegistryFrame {
  /** The registry's folder, from the workspace root. */
  readonly root: string;
  readonly description: string;
  /** The workspace's lib: helpers for the generated code. */
  readonly lib: { readonly root: string; readonly url?: string };
  /** The base as written in the registry's `nix-repo.json`. */
  readonly base?: string;
  /** The registry's flake.nix is the published one, so it is not generated here. */
  readonly isPublishedHere?: boolean;
}

/**
 * The texts of all generated files by name; equal input gives equal bytes.
 * @param base the facts about the base, if there is one
 * @throws if the wiring has problems
 */
export async function registryFiles(
  wiring: Wiring,
  frame: RegistryFrame,
  base?: BaseFacts,
): Promise<Readonly<Record<string, string>>> {
  if (wiring.problems.length > 0) {
    throw new Error('registryFiles: a wiring with problems is not to be emitted');
  }
  return {
    ...(frame.isPublishedHere ? {} : { 'flake.nix': flakeNix(frame.description) }),
    'layers.nix': layersNix(wiring),
    'names.nix': namesNix(wiring, frame.root),
    'pkgs.json': pkgsJson(wiring),
    'pkgs.nix': pkgsNix(wiring),
    'pkgs.svg': await pkgsSvg(wiring),
    ...(base && { [BASE_FILE]: baseJson(base) }),
  };
}
