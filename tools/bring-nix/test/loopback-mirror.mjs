import { createServer } from 'node:http';
import { gzipSync } from 'node:zlib';
import { sha256 } from '../files/sha256.mjs';
import { madeDeb } from './made-archives.mjs';
import { goodKey, signed } from './made-keys.mjs';

/**
 * A package of a mirror for tests.
 *
 * @typedef {object} MadePackage
 * @property {string} name
 * @property {string} [version]
 * @property {string} [depends]
 * @property {string} [provides]
 * @property {readonly import('./made-archives.mjs').MadeEntry[]} [files]
 */

/**
 * Starts a Debian mirror on a loopback port. Its answers can be changed while it runs: `files` has
 * the bytes by path; `answer` is called first, so that a test can delay, cut off or reject.
 *
 * @param {object} options
 * @param {string} options.suite
 * @param {string} [options.architecture]
 * @param {readonly MadePackage[]} options.packages
 * @param {import('openpgp').PrivateKey} [options.key] what it signs with; when left out, goodKey()
 */
export async function loopbackMirror({ suite, architecture = 'amd64', packages, key }) {
  /** @type {Map<string, Buffer>} */
  const files = new Map();
  const paragraphs = packages.map(
    ({ name, version = '1.0-1', depends = '', provides = '', files: entries = [] }) => {
      const filename = `pool/main/${name}_${version}_${architecture}.deb`;
      const deb = madeDeb(entries);
      files.set(`/${filename}`, deb);
      return [
        `Package: ${name}`,
        `Version: ${version}`,
        ...(depends ? [`Depends: ${depends}`] : []),
        ...(provides ? [`Provides: ${provides}`] : []),
        `Filename: ${filename}`,
        `Size: ${deb.length}`,
        `SHA256: ${sha256(deb)}`,
        'Description: made for a test',
        ' .',
        ' Package: not-this',
      ].join('\n');
    },
  );
  const index = gzipSync(`${paragraphs.join('\n\n')}\n`);
  const path = `main/binary-${architecture}/Packages.gz`;
  files.set(`/dists/${suite}/${path}`, index);
  /**
   * Writes InRelease anew.
   *
   * @param {{ date?: Date, validUntil?: Date, keys?: readonly import('openpgp').PrivateKey[] }} [options]
   */
  const release = async ({ date = new Date(), validUntil, keys } = {}) => {
    const text = [
      `Suite: ${suite}`,
      `Codename: ${suite}`,
      `Date: ${date.toUTCString()}`,
      ...(validUntil ? [`Valid-Until: ${validUntil.toUTCString()}`] : []),
      'Acquire-By-Hash: yes',
      `SHA256:\n ${sha256(index)} ${index.length} ${path}\n`,
    ].join('\n');
    const file = Buffer.from(await signed(text, keys ?? [key ?? (await goodKey())]));
    for (const above of ['', '/debian']) files.set(`${above}/dists/${suite}/InRelease`, file);
  };
  await release();

  /** @type {string[]} */
  const asked = [];
  const mirror = {
    url: '',
    files,
    asked,
    release,
    /** @type {(path: string, response: import('node:http').ServerResponse) => boolean} true: it has answered */
    answer: () => false,
    mirrors: async () => [{ url: mirror.url }],
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
  const server = createServer(({ url = '' }, response) => {
    asked.push(url);
    if (mirror.answer(url, response)) return;
    const bytes = files.get(url);
    response.writeHead(bytes ? 200 : 404, bytes ? { 'content-length': bytes.length } : {});
    response.end(bytes);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  mirror.url = `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}/debian`;
  // below a folder, as on real mirrors
  for (const [path, bytes] of [...files]) files.set(`/debian${path}`, bytes);
  return mirror;
}

/**
 * The packages of a Nix whose loader is a shell script: it "builds" by printing a store path, so
 * that the whole way can be tested without a real Nix.
 *
 * @param {{ version?: string, nixBuild?: string }} [options] nixBuild: the script of nix-build
 * @returns {readonly MadePackage[]}
 */
export function madeNix({
  version = '2.26.3+dfsg-1',
  nixBuild = 'echo "$NIX_STORE_DIR/abc-proof"',
} = {}) {
  const script = `#!/bin/sh
while [ "$1" != --argv0 ]; do shift; done
case $2 in
  nix) echo "nix (Nix) ${version.replace(/[+-].*/, '')}" ;;
  nix-build) ${nixBuild} ;;
  *) exit 3 ;;
esac
`;
  const folder = 'usr/lib/x86_64-linux-gnu';
  return [
    {
      name: 'nix-bin',
      version,
      depends: 'bash, libc6 (>= 2.38), libnix1 (>= 1) | libother',
      files: [{ path: './usr/bin/nix', content: 'not run', mode: 0o755 }],
    },
    {
      name: 'libc6',
      files: [{ path: `./${folder}/ld-linux-x86-64.so.2`, content: script, mode: 0o755 }],
    },
    {
      name: 'libnix1t64',
      provides: 'libnix1 (= 1.0)',
      depends: 'libc6, perl | libfoo-perl',
      files: [{ path: `./${folder}/libnix.so.1`, content: 'x' }],
    },
    { name: 'bash' },
    { name: 'perl' },
  ];
}
