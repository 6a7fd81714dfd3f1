import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The SHA-256 of a file, link or folder as Nix reads it: of its NAR, which has contents, names,
 * links and the executable bit, and nothing else. Equal to `nix-hash --type sha256`.
 * Reference: the Nix manual, "Nix Archive (NAR) format".
 *
 * @param {string} path
 * @returns {string} in hexadecimal digits
 */
export function narHash(path) {
  const hash = createHash('sha256');
  const write = (/** @type {string | Buffer} */ text) => {
    const bytes = Buffer.from(text);
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(bytes.length));
    hash
      .update(length)
      .update(bytes)
      .update(Buffer.alloc((8 - (bytes.length % 8)) % 8));
  };
  write('nix-archive-1');
  writeNode(path, write);
  return hash.digest('hex');
}

/**
 * @param {string} path
 * @param {(text: string | Buffer) => void} write
 */
function writeNode(path, write) {
  const found = lstatSync(path);
  write('(');
  write('type');
  if (found.isSymbolicLink()) {
    ['symlink', 'target', readlinkSync(path)].forEach(write);
  } else if (found.isDirectory()) {
    write('directory');
    for (const name of readdirSync(path).sort((a, b) =>
      Buffer.compare(Buffer.from(a), Buffer.from(b)),
    )) {
      ['entry', '(', 'name', name, 'node'].forEach(write);
      writeNode(join(path, name), write);
      write(')');
    }
  } else {
    write('regular');
    if ((found.mode & 0o100) !== 0) ['executable', ''].forEach(write);
    write('contents');
    write(readFileSync(path));
  }
  write(')');
}

/**
 * Whether two SHA-256 are the same, one of them in any of the ways in which Nix writes them:
 * hexadecimal, `sha256-` and base 64, or its own base 32.
 *
 * @param {string} hex
 * @param {string} written
 */
export function sameHash(hex, written) {
  const bytes = Buffer.from(hex, 'hex');
  const bare = written.replace(/^sha256[-:]/, '');
  return [hex, bytes.toString('base64'), nixBase32(bytes)].includes(bare);
}

const DIGITS = '0123456789abcdfghijklmnpqrsvwxyz';

/**
 * @param {Buffer} bytes
 * @returns {string} digits of five bits each, the last bits first
 */
function nixBase32(bytes) {
  const number = BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);
  const length = Math.ceil((bytes.length * 8) / 5);
  return Array.from(
    { length },
    (_, place) => DIGITS[Number((number >> BigInt(5 * (length - 1 - place))) & 31n)],
  ).join('');
}
