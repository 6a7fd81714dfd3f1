import { createHash, type Hash } from 'node:crypto';
import {
  closeSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';

/**
 * The hash of everything in a folder that Nix can see and Nx does not hash: mode bits, where links
 * lead and what lies behind them, files that git ignores, empty folders. Measured: without it, an
 * edit of each was a false cache hit. `none` where there is nothing of the kind.
 * @param seen the files that Nx hashes, from the workspace root
 */
export function unseenHash(
  workspaceRoot: string,
  folder: string,
  seen: ReadonlySet<string>,
): string {
  const facts: string[] = [];
  collect(workspaceRoot, folder, seen, facts, new Set());
  if (facts.length === 0) return 'none';
  const hash = createHash('sha256');
  for (const fact of facts) hash.update(`${fact}\0`);
  return hash.digest('hex').slice(0, 32);
}

/** @param above the real folders on the way here, against links that lead back up */
function collect(
  workspaceRoot: string,
  folder: string,
  seen: ReadonlySet<string>,
  facts: string[],
  above: ReadonlySet<string>,
): void {
  const absolute = join(workspaceRoot, folder);
  let entries;
  try {
    entries = readdirSync(absolute, { withFileTypes: true });
  } catch (error) {
    facts.push(`${folder} unreadable ${(error as NodeJS.ErrnoException).code}`);
    return;
  }
  if (entries.length === 0) facts.push(`${folder} empty`);
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = `${folder}/${entry.name}`;
    if (entry.name === '.git') continue;
    if (entry.isDirectory()) {
      collect(workspaceRoot, path, seen, facts, above);
    } else if (entry.isSymbolicLink()) {
      collectLink(workspaceRoot, path, facts, above);
    } else if (entry.isFile()) {
      const executable = isExecutable(join(workspaceRoot, path));
      if (!seen.has(path)) facts.push(`${path} ignored ${contentHash(join(workspaceRoot, path))}`);
      if (executable) facts.push(`${path} executable`);
    }
  }
}

/** Where a link leads, and all that lies there: none of that is a file of the folder for Nx. */
function collectLink(
  workspaceRoot: string,
  path: string,
  facts: string[],
  above: ReadonlySet<string>,
): void {
  const absolute = join(workspaceRoot, path);
  facts.push(`${path} -> ${readlinkSync(absolute)}`);
  try {
    const target = realpathSync(absolute);
    if (above.has(target)) return;
    if (statSync(target).isDirectory()) {
      collect(workspaceRoot, path, new Set(), facts, new Set([...above, target]));
    } else {
      facts.push(`${path} => ${contentHash(target)}`);
    }
  } catch (error) {
    facts.push(`${path} leads nowhere ${(error as NodeJS.ErrnoException).code}`);
  }
}

function isExecutable(absolute: string): boolean {
  try {
    return (statSync(absolute).mode & 0o111) !== 0;
  } catch {
    return false;
  }
}

/** In pieces, as an ignored file may be a disk image. */
function contentHash(absolute: string): string {
  try {
    const hash: Hash = createHash('sha256');
    const handle = openSync(absolute, 'r');
    try {
      const piece = Buffer.alloc(1 << 16);
      for (let length; (length = readSync(handle, piece)) > 0;) {
        hash.update(piece.subarray(0, length));
      }
    } finally {
      closeSync(handle);
    }
    return hash.digest('hex');
  } catch (error) {
    return `unreadable ${(error as NodeJS.ErrnoException).code}`;
  }
}
