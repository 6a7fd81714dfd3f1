/**
 * Prints what the tests depend on and Nx does not hash, for the hashes of `test` targets: which
 * files are executable, targets of links, the user, and which git and Nix are installed. Runs no
 * Nix.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defaultFolder } from './bring-nix/files/private-folder.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

for (const line of [...modesAndLinks(), ...surroundings(), ...installedNixes()]) console.log(line);

/** The user and git, as some tests depend on them. @returns {readonly string[]} */
function surroundings() {
  const git = spawnSync('git', ['--version'], { encoding: 'utf8' }).stdout ?? '';
  return [
    `user: ${process.getuid?.()}`,
    git.trim(),
    // Its content is not hashed, so these tests run every time.
    ...(process.env.NX_NIX_TEST_NIXPKGS ? [`a nixpkgs, at ${Date.now()}`] : []),
  ];
}

/** The executable files and the links that git tracks or would add. @returns {readonly string[]} */
function modesAndLinks() {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const files = execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 });
  return [...new Set(files.split('\0'))].sort().flatMap((file) => {
    const path = join(root, file);
    const found = file === '' ? undefined : lstatSync(path, { throwIfNoEntry: false });
    if (found?.isSymbolicLink()) return [`${file} -> ${readlinkSync(path)}`];
    return found?.isFile() && (found.mode & 0o100) !== 0 ? [`${file} may be executed`] : [];
  });
}

/**
 * The Nix that a variable names or that is first on PATH, and the Nixes that tests have brought.
 */
function installedNixes() {
  const named = process.env.NX_NIX_TEST_NIX;
  const folders = named ? [named] : (process.env.PATH ?? '').split(delimiter);
  const program = folders
    .map((folder) => join(folder, 'nix-instantiate'))
    .find((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
  const brought = defaultFolder();
  return [
    `nix: ${program === undefined ? 'none' : `${realpathSync(program)} ${statSync(program).mtimeMs}`}`,
    ...namesIn(brought).flatMap((suite) => {
      const stamp = textIn(join(brought, suite, 'nix/stamp.json'));
      return stamp === undefined ? [] : [`${suite}: ${stamp.replaceAll(brought, '')}`];
    }),
  ];
}

/** @param {string} folder */
function namesIn(folder) {
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory()
    ? readdirSync(folder).sort()
    : [];
}

/** @param {string} file */
function textIn(file) {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    // Not every folder in there is a Nix.
    return undefined;
  }
}
