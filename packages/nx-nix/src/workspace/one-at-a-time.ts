import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { dataDirectory, withFileLock } from './nx-internal';

// Why: docs/decisions/emitting.md#writers-wait-for-each-other
/**
 * Does what writes the files of a repo, while no other run of this workspace does.
 * @param root the repo's folder, from the workspace root
 * @param work must not wait for anything: whoever waits for the lock stops the whole process
 */
export function oneAtATime<T>(root: string, work: () => T): T {
  const folder = join(dataDirectory(), 'nx-nix');
  mkdirSync(folder, { recursive: true });
  return withFileLock(join(folder, `writing-${encodeURIComponent(root)}.lock`), work);
}
