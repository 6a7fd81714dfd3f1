import { spawn } from 'node:child_process';
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The variable that names a keyring file, or `none` to trust mirrors without a signature. */
const KEYRING_VARIABLE = 'NX_NIX_DEBIAN_KEYRING';

/** The files that Debian's package debian-archive-keyring installs. */
const debianKeyrings = [
  '/usr/share/keyrings/debian-archive-keyring.pgp',
  '/usr/share/keyrings/debian-archive-keyring.gpg',
];

/**
 * The result of a check: `good`, `bad`, or `unchecked` with the reason.
 *
 * @typedef {{ verdict: 'good' } | { verdict: 'bad' | 'unchecked', why: string }} Verdict
 */

/**
 * Checks the signature of an InRelease file with gpgv, where this machine has gpgv and a keyring.
 *
 * @param {string} text
 * @param {{ keyring?: string | undefined, env?: Readonly<Record<string, string | undefined>> }} [options]
 * @returns {Promise<Verdict>}
 */
export async function checkSignature(text, { keyring, env = process.env } = {}) {
  const named = env[KEYRING_VARIABLE];
  if (named === 'none') return { verdict: 'unchecked', why: `${KEYRING_VARIABLE} is "none"` };
  const keyrings = named
    ? [named]
    : [keyring, ...debianKeyrings].filter((path) => path !== undefined);
  const present = await firstPresent(keyrings);
  if (named && !present)
    return { verdict: 'bad', why: `there is no ${named}, which ${KEYRING_VARIABLE} names` };
  if (!present)
    return { verdict: 'unchecked', why: "this machine has no keyring of Debian's archive" };

  const folder = await mkdtemp(join(tmpdir(), 'nx-nix-signature-'));
  try {
    const file = join(folder, 'InRelease');
    await writeFile(file, text);
    const status = await gpgvStatus(['--status-fd', '1', '--keyring', present, file]);
    if (status === undefined) return { verdict: 'unchecked', why: 'this machine has no gpgv' };
    return verdictOf(status, present);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Reads gpgv's status. One good signature is enough: a suite is signed with an old and a new key of
 * Debian, and an older keyring lacks the new one. gpgv's exit status would be a failure then.
 *
 * @param {string} status
 * @param {string} keyring
 * @returns {Verdict}
 */
function verdictOf(status, keyring) {
  if (/^\[GNUPG:\] BADSIG /m.test(status)) return { verdict: 'bad', why: 'its signature is wrong' };
  if (/^\[GNUPG:\] VALIDSIG /m.test(status)) return { verdict: 'good' };
  return { verdict: 'bad', why: `no key of ${keyring} has signed it` };
}

/**
 * @param {readonly string[]} args
 * @returns {Promise<string | undefined>} undefined when there is no gpgv
 */
function gpgvStatus(args) {
  return new Promise((resolve) => {
    const child = spawn('gpgv', args, { stdio: ['ignore', 'pipe', 'ignore'], timeout: 30_000 });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
    child.on('error', () => resolve(undefined));
    child.on('close', () => resolve(output));
  });
}

/** @param {readonly string[]} paths */
async function firstPresent(paths) {
  for (const path of paths) {
    if (
      await access(path).then(
        () => true,
        () => false,
      )
    )
      return path;
  }
  return undefined;
}
