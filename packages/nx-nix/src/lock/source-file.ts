import { posix } from 'node:path';
import type { SourceEntry } from '../git/git-repository';
import { SourceFailure } from '../git/source-failure';

/** Looks at one place of a source, by its path from the top; follows no link. */
export type LookAt = (path: string) => Promise<SourceEntry | undefined>;

/**
 * Reads a file of a source, through links, as Nix does for a flake.nix.
 * @param path from the top of the source
 * @returns undefined if there is nothing at that path
 * @throws SourceFailure for a link to what is not in the source
 */
export async function readThroughLinks(lookAt: LookAt, path: string): Promise<Buffer | undefined> {
  const left = path.split('/');
  const done: string[] = [];
  let links = 0;
  const broken = (why: string): SourceFailure =>
    new SourceFailure(
      `its ${posix.basename(path)} is a link ${why}`,
      'put the file itself there, or a link within the source',
    );
  for (let name = left.shift(); name !== undefined; name = left.shift()) {
    if (name === '' || name === '.') continue;
    if (name === '..') {
      // Nix 2.34 stays at the top then, and earlier versions leave the source.
      if (done.length === 0) throw broken('that leads out of the source');
      done.pop();
      continue;
    }
    const at = [...done, name].join('/');
    const entry = await lookAt(at);
    if (!entry) {
      if (links === 0) return undefined;
      throw broken(`to \`${at}\`, which is not there`);
    }
    if (entry.kind === 'link') {
      if (++links > MOST_LINKS) throw broken('that leads back to itself');
      if (entry.target.startsWith('/')) throw broken('that leads out of the source');
      left.unshift(...entry.target.split('/'));
    } else if (entry.kind === 'file') {
      if (left.some((rest) => rest !== '' && rest !== '.')) return undefined;
      return entry.read();
    } else done.push(name);
  }
  return undefined;
}

/** More than that are a circle for every system. */
const MOST_LINKS = 40;
