import { decompress } from './decompress.mjs';
import { paragraphs } from './debian-control.mjs';
import { download } from './download.mjs';
import { NotThere, Problem, sentence } from '../messages/problem.mjs';
import { readRelease } from './release.mjs';
import { sha256 } from '../files/sha256.mjs';
import { checkSignature } from './signature.mjs';

/**
 * @typedef {import('./debian-sources.mjs').Mirror} Mirror
 * @typedef {import('./release.mjs').Release} Release
 * @typedef {import('./download.mjs').Patience} Patience
 */

/**
 * A Debian package that can be fetched. A list of pinned packages has the same fields.
 *
 * @typedef {object} Deb
 * @property {string} name
 * @property {string} version
 * @property {string} filename below the mirror's address
 * @property {string} sha256
 * @property {number} size in bytes
 */

/**
 * @typedef {Deb & { depends: string, provides: string }} IndexedDeb
 */

/**
 * The packages of a suite's section `main` for an architecture, by name.
 *
 * @typedef {object} Index
 * @property {Mirror} mirror the one that had it
 * @property {string} suite
 * @property {ReadonlyMap<string, IndexedDeb>} packages
 */

const FIELDS = new Set([
  'package',
  'version',
  'depends',
  'pre-depends',
  'provides',
  'filename',
  'sha256',
  'size',
]);

/**
 * Fetches and reads the index of a suite from the first mirror that has it. Its hash must be the
 * one in the suite's InRelease; the signature of InRelease is checked where that is possible.
 *
 * @param {object} options
 * @param {readonly Mirror[]} options.mirrors
 * @param {string} options.suite
 * @param {string} options.architecture Debian's name, `amd64`
 * @param {(line: string) => void} [options.log]
 * @param {Patience} [options.patience]
 * @returns {Promise<Index>}
 * @throws {NotThere} when no mirror has the suite
 * @throws {Problem} when the mirrors cannot be reached, or their files cannot be trusted
 */
export async function debianIndex({ mirrors, suite, architecture, log = () => {}, patience }) {
  /** @type {unknown[]} */
  const failures = [];
  for (const mirror of mirrors) {
    try {
      const release = await releaseOf(mirror, suite, { log, patience });
      const packages = readIndex(await indexText(mirror, suite, architecture, release, patience));
      return { mirror, suite, packages };
    } catch (thrown) {
      if (!(thrown instanceof Problem)) throw thrown;
      failures.push(thrown);
    }
  }
  const messages = failures.map(sentence).join(' ');
  if (failures.every((failure) => failure instanceof NotThere)) {
    throw new NotThere(`No mirror has the suite ${suite} for ${architecture}: ${messages}`);
  }
  throw failures.length === 1 ? failures[0] : new Problem(messages);
}

/**
 * @param {string} text of a Packages file
 * @returns {ReadonlyMap<string, IndexedDeb>}
 */
function readIndex(text) {
  /** @type {Map<string, IndexedDeb>} */
  const packages = new Map();
  for (const fields of paragraphs(text, FIELDS)) {
    const field = (/** @type {string} */ name) => fields.get(name) ?? '';
    const name = field('package');
    const hash = field('sha256');
    if (name === '' || field('filename') === '' || !/^[0-9a-f]{64}$/.test(hash)) continue;
    packages.set(name, {
      name,
      version: field('version'),
      filename: field('filename'),
      sha256: hash,
      size: Number(field('size')),
      depends: [field('pre-depends'), field('depends')].filter((list) => list !== '').join(', '),
      provides: field('provides'),
    });
  }
  return packages;
}

/**
 * @param {Mirror} mirror
 * @param {string} suite
 * @param {{ log: (line: string) => void, patience: Patience | undefined }} options
 */
async function releaseOf(mirror, suite, { log, patience }) {
  const from = `${mirror.url}/dists/${suite}/InRelease`;
  const text = (await download(from, patience)).toString('utf8');
  const release = readRelease(text, from);
  const signature = await checkSignature(text, { keyring: mirror.keyring });
  if (signature.verdict === 'bad') {
    throw new Problem(
      `${from} is not to be trusted: ${signature.why}. Take another mirror, or name its keyring in NX_NIX_DEBIAN_KEYRING.`,
    );
  }
  if (signature.verdict === 'unchecked')
    log(`the signature of ${suite} is not checked: ${signature.why}`);
  if (!release.names.includes(suite)) {
    throw new Problem(
      `${from} is of another suite: ${release.names.join(', ') || 'it names none'}.`,
    );
  }
  return release;
}

/**
 * Downloads the text of the index.
 *
 * NOTE: .gz comes first although .xz is a quarter smaller: Node itself reads it, four times as
 * fast.
 *
 * @param {Mirror} mirror
 * @param {string} suite
 * @param {string} architecture
 * @param {Release} release
 * @param {Patience | undefined} patience
 */
async function indexText({ url }, suite, architecture, { byHash, files }, patience) {
  const folder = `main/binary-${architecture}`;
  const names = ['Packages.gz', 'Packages.xz'].filter((name) => files.has(`${folder}/${name}`));
  for (const name of names) {
    const expected = files.get(`${folder}/${name}`)?.sha256;
    // a path with the hash always belongs to this InRelease; not every mirror has such paths
    const paths = [
      ...(byHash ? [`${folder}/by-hash/SHA256/${expected}`] : []),
      `${folder}/${name}`,
    ];
    for (const path of paths) {
      const address = `${url}/dists/${suite}/${path}`;
      const bytes = await download(address, patience).catch(nothingIfNotThere);
      if (!bytes) continue;
      if (sha256(bytes) !== expected) {
        throw new Problem(
          `${address} is not the file that ${suite}'s InRelease names (its SHA-256 differs): the mirror is being renewed or broken, try again or take another.`,
        );
      }
      // the fields that are read are ASCII, and latin1 takes half the memory
      return (await decompress(name, bytes)).toString('latin1');
    }
  }
  throw new NotThere(`${url} has no index of ${suite} for ${architecture}.`);
}

/**
 * @param {unknown} thrown
 * @returns {undefined}
 */
function nothingIfNotThere(thrown) {
  if (!(thrown instanceof NotThere)) throw thrown;
}
