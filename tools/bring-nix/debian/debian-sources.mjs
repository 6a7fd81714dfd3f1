import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { paragraphs } from './debian-control.mjs';
import { Problem } from '../messages/problem.mjs';

/**
 * A Debian mirror.
 *
 * @typedef {object} Mirror
 * @property {string} url without a slash at the end
 */

/** The variable that names mirrors, separated by commas; they replace the machine's own. */
export const MIRROR_VARIABLE = 'NX_NIX_DEBIAN_MIRROR';

/**
 * The Debian mirrors to ask, best first: those in NX_NIX_DEBIAN_MIRROR, else those in the machine's
 * own package sources.
 *
 * @param {{ env?: Readonly<Record<string, string | undefined>>, aptFolder?: string }} [options]
 * @returns {Promise<readonly Mirror[]>} at least one
 * @throws {Problem} when there is none, or when the variable is not a list of http(s) addresses
 */
export async function debianMirrors({ env = process.env, aptFolder = '/etc/apt' } = {}) {
  const named = env[MIRROR_VARIABLE];
  if (named !== undefined && named.trim() !== '') return namedMirrors(named);

  const entries = (await sourceFiles(aptFolder)).flatMap(({ path, text }) =>
    path.endsWith('.sources') ? deb822Entries(text) : oneLineEntries(text),
  );
  const mirrors = unique(entries.filter(mayBeDebian).flatMap(mirrorsOf));
  if (mirrors.length > 0) return mirrors;
  throw new Problem(
    `No Debian mirror is known here: ${aptFolder} names none that can be reached by http or https. Set ${MIRROR_VARIABLE} to the address of one.`,
  );
}

/**
 * @param {string} value
 * @returns {readonly Mirror[]}
 */
function namedMirrors(value) {
  const addresses = value.split(',').map((address) => address.trim());
  return unique(
    addresses
      .filter((address) => address !== '')
      .map((address) => {
        if (isWeb(address)) return { url: withoutSlash(address) };
        throw new Problem(
          `${MIRROR_VARIABLE} has "${address}", which is not an http or https address.`,
        );
      }),
  );
}

/**
 * One entry of a sources file, in either of its two forms.
 *
 * @typedef {object} Entry
 * @property {readonly string[]} types
 * @property {readonly string[]} uris
 * @property {readonly string[]} suites
 * @property {readonly string[]} components
 */

/**
 * @param {string} text of a *.sources file
 * @returns {readonly Entry[]}
 */
function deb822Entries(text) {
  return [...paragraphs(text)]
    .filter((fields) => !/^(no|false|0|off|without|disable)$/i.test(fields.get('enabled') ?? ''))
    .map((fields) => ({
      types: words(fields.get('types')),
      uris: words(fields.get('uris')),
      suites: words(fields.get('suites')),
      components: words(fields.get('components')),
    }));
}

/**
 * @param {string} text of a *.list file: `deb [option=value …] uri suite component…`
 * @returns {readonly Entry[]}
 */
function oneLineEntries(text) {
  return text.split('\n').flatMap((line) => {
    const match = /^\s*(deb)\s+(?:\[[^\]]*\]\s*)?(\S+)\s+(\S+)\s*([^#]*)/.exec(line);
    if (!match) return [];
    const [, type = '', uri = '', suite = '', components] = match;
    return [{ types: [type], uris: [uri], suites: [suite], components: words(components) }];
  });
}

/**
 * True if an entry can be Debian's main archive. Suites for security and backports, and those of
 * most vendors, contain a dash or a slash, or have no `main`. Other vendors are detected later,
 * because they lack the wanted suite.
 *
 * @param {Entry} entry
 */
function mayBeDebian({ types, suites, components }) {
  return (
    types.includes('deb') &&
    components.includes('main') &&
    suites.some((suite) => /^[a-z]+$/.test(suite))
  );
}

/**
 * @param {Entry} entry
 * @returns {readonly Mirror[]}
 */
function mirrorsOf({ uris }) {
  return uris.filter(isWeb).map((uri) => ({ url: withoutSlash(uri) }));
}

/**
 * @param {string} aptFolder
 * @returns {Promise<readonly { path: string, text: string }[]>}
 */
async function sourceFiles(aptFolder) {
  const parts = join(aptFolder, 'sources.list.d');
  const names = await readdir(parts).catch(() => []);
  const paths = [
    join(aptFolder, 'sources.list'),
    ...names
      .filter((name) => /\.(list|sources)$/.test(name))
      .sort()
      .map((name) => join(parts, name)),
  ];
  const texts = await Promise.all(paths.map((path) => readFile(path, 'utf8').catch(() => '')));
  return paths.map((path, index) => ({ path, text: texts[index] ?? '' }));
}

/**
 * @param {readonly Mirror[]} mirrors
 * @returns {readonly Mirror[]}
 */
function unique(mirrors) {
  return mirrors.filter(
    ({ url }, index) => mirrors.findIndex((other) => other.url === url) === index,
  );
}

/** @param {string | undefined} text */
function words(text) {
  return (text ?? '').split(/\s+/).filter((word) => word !== '');
}

/** @param {string} address */
function isWeb(address) {
  return /^https?:\/\/[^/\s]/.test(address);
}

/** @param {string} address */
function withoutSlash(address) {
  return address.replace(/\/+$/, '');
}
