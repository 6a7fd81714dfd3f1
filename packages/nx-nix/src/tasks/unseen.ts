import { createHash, type Hash } from 'node:crypto';
import { closeSync, readdirSync, readlinkSync, readSync, realpathSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { isExecutable, openRegular } from '@nx-nix/files';

// Why: docs/decisions/caching-and-hashing.md#the-inputs-of-a-task-are-all-that-it-reads
/**
 * The hash of everything in a folder that Nix can see and Nx does not hash: mode bits, targets of
 * links and their content, files that git ignores, empty folders. Measured: without it, an edit of
 * each was a false cache hit. `none` if there is nothing of the kind.
 * @param seen the files that Nx hashes, from the workspace root
 */
export function unseenHash(
  workspaceRoot: string,
  folder: string,
  seen: ReadonlySet<string>,
): string {
  const unseen = new Unseen(workspaceRoot, folder, seen);
  unseen.collect();
  const { facts } = unseen;
  if (facts.length === 0) return 'none';
  const hash = createHash('sha256');
  for (const fact of facts) hash.update(`${fact}\0`);
  return hash.digest('hex').slice(0, 32);
}

class Unseen {
  readonly facts: string[] = [];
  private readonly realRoot: string;
  private readonly realWorkspace: string;
  /** Real paths of targets of links. Each is read once, however many links lead to it. */
  private readonly behindLinks = new Set<string>();

  constructor(
    private readonly workspaceRoot: string,
    private readonly folder: string,
    private readonly seen: ReadonlySet<string>,
  ) {
    this.realWorkspace = realpathSync(workspaceRoot);
    this.realRoot = realpathSync(join(workspaceRoot, folder));
  }

  collect(folder = this.folder): void {
    let entries;
    try {
      entries = readdirSync(join(this.workspaceRoot, folder), { withFileTypes: true });
    } catch (error) {
      this.facts.push(`${folder} unreadable ${(error as NodeJS.ErrnoException).code}`);
      return;
    }
    if (entries.length === 0) this.facts.push(`${folder} empty`);
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      const path = `${folder}/${entry.name}`;
      if (entry.name === '.git') continue;
      if (entry.isDirectory()) this.collect(path);
      else if (entry.isSymbolicLink()) this.link(path);
      else if (entry.isFile()) this.file(path);
    }
  }

  private file(path: string): void {
    const absolute = join(this.workspaceRoot, path);
    if (!this.seen.has(path)) this.facts.push(`${path} ignored ${contentHash(absolute)}`);
    if (isProgram(absolute)) this.facts.push(`${path} executable`);
  }

  /**
   * Records the target of a link. A target in the repo is recorded as a file of the repo; a target
   * elsewhere in the workspace is read here. Targets outside of the workspace (a store, the system)
   * do not count: Nix does not follow such links in restricted mode.
   */
  private link(path: string): void {
    const absolute = join(this.workspaceRoot, path);
    this.facts.push(`${path} -> ${readlinkSync(absolute)}`);
    let target;
    try {
      target = realpathSync(absolute);
    } catch (error) {
      this.facts.push(`${path} leads nowhere ${(error as NodeJS.ErrnoException).code}`);
      return;
    }
    if (isBelow(target, this.realRoot) || !isBelow(target, this.realWorkspace)) return;
    this.facts.push(`${path} => ${relative(this.realWorkspace, target)}`);
    if (this.behindLinks.has(target)) return;
    this.behindLinks.add(target);
    const stats = statSync(target);
    if (stats.isDirectory()) this.collect(path);
    else if (stats.isFile()) this.facts.push(`${path} holds ${contentHash(target)}`);
  }
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder + sep);
}

function isProgram(absolute: string): boolean {
  try {
    return isExecutable(statSync(absolute));
  } catch {
    return false;
  }
}

/** Reads in pieces, as an ignored file may be a disk image. */
function contentHash(absolute: string): string {
  try {
    const hash: Hash = createHash('sha256');
    const { handle } = openRegular(absolute);
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
