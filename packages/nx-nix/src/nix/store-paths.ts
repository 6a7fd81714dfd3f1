import { existsSync, lstatSync } from 'node:fs';
import type { Nix } from './find-nix';
import { UserError } from '../boundary/user-error';
import { askNix, runNix } from './run-nix';

/** How many paths go into one command line. */
const AT_ONCE = 4_000;

/** Store paths that are missing. */
export interface MissingPaths {
  /** Paths that are not valid for Nix; a build that was killed may have left files there. */
  readonly invalid: ReadonlySet<string>;
  /** Paths that Nix counts as valid, because it does not look, but that are gone from the disk. */
  readonly vanished: ReadonlySet<string>;
}

/** Which of these paths are missing. If they belong to another store, all of them. */
export async function missingPaths(
  nix: Nix,
  storeDir: string,
  paths: readonly string[],
): Promise<MissingPaths> {
  const invalid = new Set<string>();
  for (let at = 0; at < paths.length; at += AT_ONCE) {
    const some = paths.slice(at, at + AT_ONCE);
    const asked = await askNix({
      nix,
      program: 'nix-store',
      args: ['--check-validity', '--print-invalid', ...some],
    });
    for (const path of asked.status === 0 ? asked.stdout.split('\n') : some) {
      if (path !== '') invalid.add(path);
    }
  }
  const vanished = paths.filter((path) => !invalid.has(path) && !isOnDisk(storeDir, path));
  return { invalid, vanished: new Set(vanished) };
}

/** True if a store path is on the disk; a link counts even if its target is missing. */
export function isOnDisk(storeDir: string, path: string): boolean {
  // If the store is elsewhere than its paths say, the disk cannot be checked.
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined || !existsSync(storeDir);
}

/**
 * Makes Nix notice paths that vanished from its store, so that they are built again. A path that a
 * valid path still refers to cannot be forgotten; it is repaired.
 * @throws UserError when a path cannot be repaired
 */
export async function forgetVanished(
  nix: Nix,
  storeDir: string,
  paths: readonly string[],
  signal: AbortSignal | undefined,
): Promise<void> {
  await askNix({ nix, program: 'nix-store', args: ['--verify'] });
  const { vanished } = await missingPaths(nix, storeDir, paths);
  for (const path of vanished) {
    const ran = await runNix(
      { nix, program: 'nix-store', args: ['--repair-path', path] },
      { signal },
    );
    if (ran.status !== 0) {
      throw new UserError(
        `${path} is gone from the disk, and Nix cannot repair it: ${ran.stderr.trim()}`,
      );
    }
  }
}
