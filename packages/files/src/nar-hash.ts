import { createHash, type Hash } from 'node:crypto';
import { closeSync, lstatSync, readdirSync, readlinkSync, readSync } from 'node:fs';
import { isExecutable } from './is-executable';
import { openRegular } from './regular-file';

/**
 * Computes the hash of a Nix archive while its parts are passed in, so the archive is never in
 * memory. An archive holds contents, names, link targets and the executable bit, and nothing else.
 * Reference: the Nix manual, "Nix Archive (NAR) format".
 */
export class NarHash {
  private readonly hash: Hash = createHash('sha256');

  constructor() {
    this.words('nix-archive-1');
  }

  /** Adds strings, each as the format wants it: length, bytes, zeros up to a multiple of eight. */
  words(...words: readonly (string | Uint8Array)[]): void {
    for (const word of words) {
      const bytes = typeof word === 'string' ? Buffer.from(word) : word;
      this.begin(bytes.length);
      this.part(bytes);
      this.end(bytes.length);
    }
  }

  /** Starts a string that is added in parts: `begin`, `part` as often as needed, then `end`. */
  begin(length: number): void {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(BigInt(length));
    this.hash.update(bytes);
  }

  /** Adds the next bytes of the string that `begin` started. */
  part(bytes: Uint8Array): void {
    this.hash.update(bytes);
  }

  /** Ends the string; `length` is the same as for `begin`. */
  end(length: number): void {
    this.hash.update(Buffer.alloc((8 - (length % 8)) % 8));
  }

  /** The hash in the form that lock files use: `sha256-` and base 64. Can be called only once. */
  digest(): string {
    return `sha256-${this.hash.digest('base64')}`;
  }
}

/** The two values by which a lock file identifies a folder on the disk. */
export interface HashedFolder {
  readonly narHash: string;
  /** The latest mtime of its files, in seconds; Nix uses the same name. */
  readonly lastModified: number;
}

/**
 * Hashes a file, link or folder as `nix hash path` does.
 * @throws where it contains something that is no file, link or folder, or that cannot be read
 */
export function hashFolder(path: string): HashedFolder {
  const nar = new NarHash();
  const lastModified = addNode(nar, Buffer.from(path));
  return { narHash: nar.digest(), lastModified };
}

/**
 * Adds a file, link or folder, and returns its latest mtime in seconds.
 * NOTE: names are bytes, because not all names on all file systems are UTF-8.
 */
function addNode(nar: NarHash, path: Buffer): number {
  const found = lstatSync(path);
  let latest = Math.floor(found.mtimeMs / 1000);
  nar.words('(', 'type');
  if (found.isSymbolicLink()) {
    nar.words('symlink', 'target', readlinkSync(path, 'buffer'));
  } else if (found.isDirectory()) {
    nar.words('directory');
    for (const name of readdirSync(path, 'buffer').sort((a, b) => Buffer.compare(a, b))) {
      nar.words('entry', '(', 'name', name, 'node');
      latest = Math.max(latest, addNode(nar, Buffer.concat([path, SLASH, name])));
      nar.words(')');
    }
  } else if (found.isFile()) {
    nar.words('regular');
    if (isExecutable(found)) nar.words('executable', '');
    nar.words('contents');
    addContent(nar, path, found.size);
  } else {
    throw new Error(`${path.toString()} is neither a file nor a folder nor a link`);
  }
  nar.words(')');
  return latest;
}

const SLASH = Buffer.from('/');

function addContent(nar: NarHash, path: Buffer, size: number): void {
  const { handle } = openRegular(path, { followsLinks: false });
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
