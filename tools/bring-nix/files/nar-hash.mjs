import { createRequire } from 'node:module';

const { hashFolder } = createRequire(import.meta.url)('@nx-nix/files');

/**
 * The SHA-256 of the NAR of a file, link or folder. Equal to `nix-hash --type sha256`.
 *
 * @param {string} path
 * @returns {string} in hexadecimal digits
 */
export function narHash(path) {
  const [, digits = ''] = hashFolder(path).narHash.split('-');
  return Buffer.from(digits, 'base64').toString('hex');
}

/**
 * True if two SHA-256 are equal. `written` may have any form that Nix uses: hexadecimal, `sha256-`
 * and base 64, or Nix's own base 32.
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
