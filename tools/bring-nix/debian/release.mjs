import { Untrusted } from '../messages/untrusted.mjs';
import { paragraphs } from './debian-control.mjs';

/**
 * The content of a suite's InRelease: its names, its age, and the SHA-256 of each index file.
 *
 * @typedef {object} Release
 * @property {readonly string[]} names suite and code name
 * @property {string} codename `sid` of `unstable`; what its age is kept by
 * @property {Date} date
 * @property {Date} [validUntil]
 * @property {boolean} byHash whether index files can be had under their hash
 * @property {ReadonlyMap<string, { sha256: string, size: number }>} files by path below the suite
 */

/**
 * Parses the text of an InRelease file.
 *
 * @param {string} text the signed part only
 * @param {string} from its address, for the message
 * @returns {Release}
 * @throws {Untrusted} when it is not such a file
 */
export function readRelease(text, from) {
  const [fields = new Map(), ...others] = paragraphs(text);
  const hashes = fields.get('sha256');
  if (hashes === undefined || others.length > 0) {
    throw new Untrusted(
      `${from} names no SHA-256 of its indices: the mirror is not to be used, take another (NX_NIX_DEBIAN_MIRROR).`,
    );
  }
  const names = [fields.get('codename'), fields.get('suite')].filter((name) => name !== undefined);
  const validUntil = fields.get('valid-until');
  return {
    names,
    codename: names[0] ?? '',
    date: readDate(fields.get('date'), 'Date', from),
    ...(validUntil === undefined ? {} : { validUntil: readDate(validUntil, 'Valid-Until', from) }),
    byHash: fields.get('acquire-by-hash') === 'yes',
    files: readFiles(hashes),
  };
}

/** @param {string} hashes */
function readFiles(hashes) {
  /** @type {Map<string, { sha256: string, size: number }>} */
  const files = new Map();
  for (const line of hashes.split('\n')) {
    const [, hash, size, path] = /^\s*([0-9a-f]{64})\s+(\d+)\s+(\S+)$/.exec(line) ?? [];
    if (hash && path) files.set(path, { sha256: hash, size: Number(size) });
  }
  return files;
}

/**
 * Reads `Sat, 21 Nov 2026 09:15:44 UTC`. Other forms are refused: a date without a zone would be
 * another moment on each machine.
 *
 * @param {string | undefined} text
 * @param {string} field
 * @param {string} from
 */
function readDate(text = '', field, from) {
  const isKnown = /^[A-Z][a-z]{2}, +\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d (UTC|GMT|\+0000)$/;
  const date = new Date(isKnown.test(text) ? text : Number.NaN);
  if (!Number.isNaN(+date)) return date;
  throw new Untrusted(
    `${from} does not say how old it is: its ${field} is "${text}". The mirror is not to be used, take another (NX_NIX_DEBIAN_MIRROR).`,
  );
}
