import { createHash, type Hash } from 'node:crypto';
import { closeSync, lstatSync, openSync, readdirSync, readlinkSync, readSync } from 'node:fs';

/**
 * The hash of a Nix archive, which has contents, names, links and the executable bit, and nothing
 * else; nothing of it is kept in memory.
 * Reference: the Nix manual, "Nix Archive (NAR) format".
 */
export class NarHash {
  private readonly hash: Hash = createHash('sha256');

  constructor() {
    this.words('nix-archive-1');
  }

  /** Strings of the archive, each with its length, and zeros up to a multiple of eight bytes. */
  words(...words: readonly (string | Uint8Array)[]): void {
    for (const word of words) {
      const bytes = typeof word === 'string' ? Buffer.from(word) : word;
      this.begin(bytes.length);
      this.part(bytes);
      this.end(bytes.length);
    }
  }

  /** A string that comes in parts: its length, then `part` as often as needed, then `end`. */
  begin(length: number): void {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(BigInt(length));
    this.hash.update(bytes);
  }

  part(bytes: Uint8Array): void {
    this.hash.update(bytes);
  }

  end(length: number): void {
    this.hash.update(Buffer.alloc((8 - (length % 8)) % 8));
  }

  /** As it stands in locks: `sha256-` and base 64. Once. */
  digest(): string {
    return `sha256-${this.hash.digest('base64')}`;
  }
}

/** What a folder on the disk is locked by. */
export interface HashedFolder {
  readonly narHash: string;
  /** When the youngest of its files was written to, in seconds; Nix calls that `lastModified`. */
  readonly lastModified: number;
}

/**
 * Hashes a file, link or folder as `nix hash path` does.
 * @throws where something in it is no file, link or folder, or cannot be read
 */
export function hashFolder(path: string): HashedFolder {
  const nar = new NarHash();
  const lastModified = addNode(nar, Buffer.from(path));
  return { narHash: nar.digest(), lastModified };
}

/** Names are bytes: not every file system's are UTF-8. */
function addNode(nar: NarHash, path: Buffer): number {
  const found = lstatSync(path);
  let youngest = Math.floor(found.mtimeMs / 1000);
  nar.words('(', 'type');
  if (found.isSymbolicLink()) {
    nar.words('symlink', 'target', readlinkSync(path, 'buffer'));
  } else if (found.isDirectory()) {
    nar.words('directory');
    for (const name of readdirSync(path, 'buffer').sort((a, b) => Buffer.compare(a, b))) {
      nar.words('entry', '(', 'name', name, 'node');
      youngest = Math.max(youngest, addNode(nar, Buffer.concat([path, SLASH, name])));
      nar.words(')');
    }
  } else if (found.isFile()) {
    nar.words('regular');
    if ((found.mode & 0o100) !== 0) nar.words('executable', '');
    nar.words('contents');
    addContent(nar, path, found.size);
  } else {
    throw new Error(`${path.toString()} is neither a file nor a folder nor a link`);
  }
  nar.words(')');
  return youngest;
}

const SLASH = Buffer.from('/');

function addContent(nar: NarHash, path: Buffer, size: number): void {
  const handle = openSync(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(Math.min(Math.max(size, 1), 1 << 16));
    let read = 0;
    nar.begin(size);
    for (let got; (got = readSync(handle, buffer)) > 0; read += got) {
      nar.part(buffer.subarray(0, got));
    }
    if (read !== size) throw new Error(`${path.toString()} was written to while it was read`);
    nar.end(size);
  } finally {
    closeSync(handle);
  }
}
