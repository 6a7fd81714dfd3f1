import { existsSync, lstatSync } from 'node:fs';
import type { Nix } from './find-nix';
import { UserError } from '../boundary/user-error';
import { askNix, runNix } from './run-nix';

/** How many paths go into one command line. */
const AT_ONCE = 4_000;

/** Store paths that are not there. */
export interface Missing {
  /** Nix does not have them; what a build that was killed leaves on the disk is among them. */
  readonly invalid: ReadonlySet<string>;
  /** Nix takes them for valid, as it does not look, and they are gone from the disk. */
  readonly vanished: ReadonlySet<string>;
}

/** Which of these paths are missing; all of them where they belong to another store. */
export async function missingPaths(
  nix: Nix,
  storeDir: string,
  paths: readonly string[],
): Promise<Missing> {
  const invalid = new Set<string>();
  for (let at = 0; at < paths.length; at += AT_ONCE) {
    const some = paths.slice(at, at + AT_ONCE);
    const asked = await askNix(nix, 'nix-store', ['--check-validity', '--print-invalid', ...some]);
    for (const path of asked.status === 0 ? asked.stdout.split('\n') : some) {
      if (path !== '') invalid.add(path);
    }
  }
  const vanished = paths.filter((path) => !invalid.has(path) && !isOnDisk(storeDir, path));
  return { invalid, vanished: new Set(vanished) };
}

/** Whether a store path is on the disk; a link counts wherever it leads. */
export function isOnDisk(storeDir: string, path: string): boolean {
  // A store that is not where its paths say has nothing on the disk to look for.
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined || !existsSync(storeDir);
}

/**
 * Makes Nix notice what vanished from its store, so that it is built again. What something valid
 * still refers to cannot be forgotten, and is repaired in its place.
 */
export async function forgetVanished(
  nix: Nix,
  storeDir: string,
  paths: readonly string[],
  signal: AbortSignal | undefined,
): Promise<void> {
  await askNix(nix, 'nix-store', ['--verify']);
  const { vanished } = await missingPaths(nix, storeDir, paths);
  for (const path of vanished) {
    const ran = await runNix(nix, 'nix-store', ['--repair-path', path], { signal });
    if (ran.status !== 0) {
      throw new UserError(
        `${path} is gone from the disk, and Nix cannot repair it: ${ran.stderr.trim()}`,
      );
    }
  }
}
