import type { Wiring } from '../wire/wiring';
import { flakeNix } from './flake-nix';
import { namesNix } from './names-nix';
import { pkgsJson } from './pkgs-json';
import { pkgsNix } from './pkgs-nix';
import { pkgsSvg } from './pkgs-svg';

/** The files that `emit-registry` makes, in the registry's folder. */
export const REGISTRY_FILES = [
  'flake.nix',
  'names.nix',
  'pkgs.json',
  'pkgs.nix',
  'pkgs.svg',
] as const;

/** What the registry is generated from, beside the wiring. */
export interface RegistryFrame {
  /** The registry's folder, from the workspace root. */
  readonly root: string;
  readonly description: string;
  /** The workspace's lib: helpers for the generated code. */
  readonly lib: { readonly root: string; readonly url?: string };
  /** The base as the registry names it. */
  readonly base?: string;
}

/** All generated files by name, equal bytes for equal input. Only for a wiring without problems. */
export async function registryFiles(
  wiring: Wiring,
  frame: RegistryFrame,
): Promise<Readonly<Record<(typeof REGISTRY_FILES)[number], string>>> {
  if (wiring.problems.length > 0) {
    throw new Error('registryFiles: a wiring with problems is not to be emitted');
  }
  return {
    'flake.nix': flakeNix(wiring, frame.root, frame.lib, frame.description, frame.base),
    'names.nix': namesNix(wiring),
    'pkgs.json': pkgsJson(wiring),
    'pkgs.nix': pkgsNix(wiring),
    'pkgs.svg': await pkgsSvg(wiring),
  };
}
