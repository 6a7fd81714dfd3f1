/** Asking a Nix what it says of a registry. */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fingerprint } from './law.mjs';

const { folderOfNix, ownStore } = createRequire(import.meta.url)('../asked-nix/own-store.cjs');

/**
 * @param {string} root of the workspace
 * @param {string} folder for a store
 * @returns {(files: import('./law.mjs').Files) => string} what Nix says where it evaluates packages of
 *   the registry that is there now; empty where there is no Nix. The same files are asked about once
 */
export function nixOf(root, folder) {
  const bin = folderOfNix();
  if (bin === undefined) return () => '';
  mkdirSync(folder, { recursive: true });
  const env = { ...process.env, ...ownStore(folder, bin) };
  const known = new Map();
  const ask = () => {
    const registry = join(root, 'repos/registry');
    const expression = `(import ${registry} { system = "x86_64-linux"; }).hello`;
    const args = ['--eval', '--strict', '--json', '--expr', expression];
    const ran = spawnSync(join(bin, 'nix-instantiate'), args, { env, encoding: 'utf8' });
    return ran.status === 0 ? `evaluated: ${ran.stdout}` : ran.stderr;
  };
  return (files) => {
    const key = fingerprint(files);
    const said = known.get(key) ?? ask();
    known.set(key, said);
    return said;
  };
}
