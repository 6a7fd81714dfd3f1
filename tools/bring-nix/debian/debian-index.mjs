import { decompress } from './decompress.mjs';
import { paragraphs } from './debian-control.mjs';
import { download } from './download.mjs';
import { NotThere, Problem, sentence } from '../messages/problem.mjs';
import { Untrusted } from '../messages/untrusted.mjs';
import { sha256 } from '../files/sha256.mjs';
import { verifiedRelease } from './verified-release.mjs';

/**
 * @typedef {import('./debian-sources.mjs').Mirror} Mirror
 * @typedef {import('./release.mjs').Release} Release
 * @typedef {import('./download.mjs').Patience} Patience
 * @typedef {import('./verified-release.mjs').Evidence} Evidence
 * @typedef {import('./verified-release.mjs').Judging} Judging
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
 * @property {Evidence} evidence
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
 * Fetches and reads the index of a suite from the first mirror that has a good one: its hash must be
 * the one in the suite's InRelease, a trusted key must have signed that, and it must not be too old.
 *
 * @param {object} options
 * @param {readonly Mirror[]} options.mirrors
 * @param {string} options.suite
 * @param {string} options.architecture Debian's name, `amd64`
 * @param {Judging} options.judging
 * @param {(line: string) => void} [options.log]
 * @param {Patience} [options.patience]
 * @returns {Promise<Index>}
 * @throws {NotThere} when no mirror has the suite
 * @throws {Untrusted} when a mirror has it and cannot be trusted
 * @throws {Problem} when the mirrors cannot be reached
 */
export async function debianIndex({ mirrors, suite, judging, log = () => {}, ...options }) {
  /** @type {unknown[]} */
  const failures = [];
  for (const mirror of mirrors) {
    try {
      const index = await indexOf(mirror, suite, { ...options, judging });
      for (const line of index.evidence.accepted) log(line);
      for (const failure of failures) log(`not taken: ${sentence(failure)}`);
      return index;
    } catch (thrown) {
      if (!(thrown instanceof Problem)) throw thrown;
      failures.push(thrown);
    }
  }
  if (failures.length === 1 && !(failures[0] instanceof NotThere)) throw failures[0];
  const messages = failures.map(sentence).join(' ');
  if (failures.some((failure) => failure instanceof Untrusted)) throw new Untrusted(messages);
  if (failures.some((failure) => !(failure instanceof NotThere))) throw new Problem(messages);
  throw new NotThere(`No mirror has the suite ${suite} for ${options.architecture}: ${messages}`);
}

/**
 * @param {Mirror} mirror
 * @param {string} suite
 * @param {{ architecture: string, judging: Judging, patience?: Patience | undefined }} options
 * @returns {Promise<Index>}
 */
async function indexOf(mirror, suite, { architecture, judging, patience }) {
  const { release, evidence } = await verifiedRelease(mirror, suite, judging, patience);
  const packages = readIndex(await indexText(mirror, suite, architecture, release, patience));
  return { mirror, suite, packages, evidence };
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
    const { sha256: expected, size: most } = files.get(`${folder}/${name}`) ?? { size: 0 };
    // a path with the hash always belongs to this InRelease; not every mirror has such paths
    const paths = [
      ...(byHash ? [`${folder}/by-hash/SHA256/${expected}`] : []),
      `${folder}/${name}`,
    ];
    for (const path of paths) {
      const address = `${url}/dists/${suite}/${path}`;
      const bytes = await download(address, { ...patience, most }).catch(nothingIfNotThere);
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
