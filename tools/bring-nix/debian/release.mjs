import { Problem } from '../messages/problem.mjs';

/**
 * The content of a suite's InRelease: its names, and the SHA-256 of each index file.
 *
 * @typedef {object} Release
 * @property {readonly string[]} names suite and code name
 * @property {boolean} byHash whether index files can be had under their hash
 * @property {ReadonlyMap<string, { sha256: string, size: number }>} files by path below the suite
 */

/**
 * Parses an InRelease file. Only the signed part is used; a file with text before or after it is
 * rejected.
 *
 * @param {string} text
 * @param {string} from its address, for the message
 * @returns {Release}
 * @throws {Problem} when it is not such a file
 */
export function readRelease(text, from) {
  const lines = signedText(text, from).split(/\r?\n/);
  const field = (/** @type {string} */ name) =>
    lines
      .find((line) => line.startsWith(`${name}:`))
      ?.slice(name.length + 1)
      .trim();
  const hashes = lines.indexOf('SHA256:');
  if (hashes === -1)
    throw new Problem(`${from} names no SHA-256 of its indices: the mirror is not to be used.`);

  /** @type {Map<string, { sha256: string, size: number }>} */
  const files = new Map();
  for (const line of lines.slice(hashes + 1)) {
    const [, hash, size, path] = /^ ([0-9a-f]{64})\s+(\d+)\s+(\S+)$/.exec(line) ?? [];
    if (!hash || !path) break;
    files.set(path, { sha256: hash, size: Number(size) });
  }
  return {
    names: [field('Codename'), field('Suite')].filter((name) => name !== undefined),
    byHash: field('Acquire-By-Hash') === 'yes',
    files,
  };
}

const BEGIN = '-----BEGIN PGP SIGNED MESSAGE-----';
const SIGNATURE = '-----BEGIN PGP SIGNATURE-----';
const END = '-----END PGP SIGNATURE-----';

/**
 * The text inside a clear-signed file, or the whole text if it has no signature.
 *
 * @param {string} text
 * @param {string} from
 */
function signedText(text, from) {
  const once = [BEGIN, SIGNATURE, END].map((mark) => text.split(mark).length - 1);
  if (once.every((count) => count === 0)) return text;
  const whole = new RegExp(
    `^${BEGIN}\\r?\\n(?:[A-Za-z]+: .*\\r?\\n)*\\r?\\n([^]*?)${SIGNATURE}[^]*${END}\\s*$`,
  );
  const [, inside] = whole.exec(text) ?? [];
  if (inside === undefined || once.some((count) => count !== 1)) {
    throw new Problem(
      `${from} is not an InRelease file as Debian signs them: the mirror, or something on the way to it, is not to be used.`,
    );
  }
  return inside.replace(/^- /gm, '');
}
