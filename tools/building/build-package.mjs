import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildGrammar } from '../../packages/lambdas/grammar/build.mjs';
import { nodeProgram } from '../command-line/node-programs.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The folders of the packages, each behind those that it is built on. */
export const packageNames = ['files', 'lambdas', 'resolver', 'nx-nix'];

/**
 * Builds a package, and compiles those that it is built on, as far as they have changed. What is
 * right stays as it is: Nx may be running from it.
 *
 * @param {string} name its folder in `packages`
 * @returns {Promise<boolean>} whether it can be built
 */
export async function buildPackage(name) {
  if (name === 'lambdas') await buildGrammar();
  if (!compiles(name)) return false;
  const source = join(root, 'packages', name, 'src');
  const built = builtFolder(name);
  copySchemas(source, built);
  // Last, as nothing that has been compiled now asks for it.
  removeOrphans(source, built);
  return true;
}

/** Changes whenever something is built anew: each file with its size and time. */
export function stateOfBuilds() {
  return packageNames
    .map(builtFolder)
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => filesIn(folder).map((file) => join(folder, file)))
    .map((file) => {
      const { size, mtimeMs } = statSync(file);
      return `${file} ${size} ${mtimeMs}`;
    })
    .join('\n');
}

/** @param {string} name */
function builtFolder(name) {
  return join(root, 'packages', name, 'dist');
}

/** @param {string} name */
function compiles(name) {
  const args = [nodeProgram('typescript/bin/tsc'), '-b', `packages/${name}`];
  return spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status === 0;
}

/** Nx reads an executor's schema beside its compiled code. @param {string} source @param {string} built */
function copySchemas(source, built) {
  for (const file of filesIn(source)) {
    if (!file.endsWith('schema.json')) continue;
    const copy = join(built, file);
    const text = readFileSync(join(source, file), 'utf8');
    if (existsSync(copy) && readFileSync(copy, 'utf8') === text) continue;
    mkdirSync(dirname(copy), { recursive: true });
    writeFileSync(copy, text);
  }
}

/**
 * Removes what was compiled from a file that has moved or is gone: it would still be found by those
 * who import it, and enters the plugin's own hash.
 *
 * @param {string} source
 * @param {string} built
 */
export function removeOrphans(source, built) {
  for (const file of filesIn(built)) {
    const from = sourceOf(file);
    if (from === undefined || existsSync(join(source, from))) continue;
    rmSync(join(built, file), { force: true });
    removeEmpty(built, dirname(file));
  }
}

/** What a file was made of; undefined for what is no copy of a source file (the grammar, say). @param {string} file */
function sourceOf(file) {
  if (file.endsWith('schema.json')) return file;
  const [, path] = /^(.*?)(?:\.d\.ts|\.js)(?:\.map)?$/.exec(file) ?? [];
  return path === undefined ? undefined : `${path}.ts`;
}

/** @param {string} built @param {string} folder */
function removeEmpty(built, folder) {
  if (folder === '.') return;
  try {
    rmdirSync(join(built, folder));
  } catch {
    // Something is in it, or another build has removed it.
    return;
  }
  removeEmpty(built, dirname(folder));
}

/** @param {string} folder */
function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}
