import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { lastError } from '../asked-nix/asked-nix.mjs';
import { formalDifferences } from './lambda.mjs';
import { fileInNix } from './packages.mjs';

/** @typedef {import('../asked-nix/asked-nix.mjs').AskedNix} AskedNix */
/** @typedef {import('./difference.mjs').Difference} Difference */
/** @typedef {import('@nx-nix/lambdas').PackageFile} PackageFile */
/** @typedef {import('./packages.mjs').NixFile} NixFile */

const require = createRequire(import.meta.url);
/** @type {typeof import('@nx-nix/lambdas')} */
const { loadParser, readPackageFile } = require('@nx-nix/lambdas');

/**
 * The result of comparing files.
 *
 * @typedef {object} FilesResult
 * @property {number} files
 * @property {number} seconds that reading them took
 * @property {number} refused by both
 * @property {number} undefinedVariables files that Nix rejects for undefined variables, which static
 *   reading does not look for
 * @property {number} notUtf8 files that Nix accepts, and that we reject on purpose
 * @property {number} lambdas whose formals are compared
 * @property {number} notEvaluated lambdas that Nix cannot evaluate to a function
 * @property {Difference[]} differences
 */

/**
 * Compares every `.nix` file of a folder, whatever its purpose: whether both sides accept its text,
 * and the formals of those that are lambdas.
 *
 * @param {AskedNix} nix
 * @param {string} folder
 * @param {(line: () => string) => void} progress
 * @returns {Promise<FilesResult>}
 */
export async function compareFiles(nix, folder, progress) {
  const parser = await loadParser();
  const files = nixFiles(folder);
  const started = performance.now();
  const ours = new Map(files.map((file) => [file, readPackageFile(parser, readFileSync(file))]));
  const seconds = (performance.now() - started) / 1000;
  const refused = refusedByNix(nix, files, progress);
  const result = {
    ...{ files: files.length, seconds, refused: 0, undefinedVariables: 0, notUtf8: 0 },
    ...{ lambdas: 0, notEvaluated: 0 },
    differences: /** @type {Difference[]} */ ([]),
  };
  const differ = (/** @type {string} */ file, /** @type {string} */ what) =>
    result.differences.push({ about: 'file', name: '', file: relative(folder, file), what });

  for (const [file, { diagnostics }] of ours) {
    const message = refused.get(file);
    const diagnostic = diagnostics.find(
      ({ kind }) => kind === 'syntax-error' || kind === 'duplicate-formal',
    );
    if (diagnostics.some(({ kind }) => kind === 'not-utf8')) result.notUtf8++;
    else if (message?.includes('undefined variable')) result.undefinedVariables++;
    else if (diagnostic && message !== undefined) result.refused++;
    else if (diagnostic) differ(file, `Nix accepts it, we say ${JSON.stringify(diagnostic)}`);
    else if (message !== undefined)
      differ(file, `we accept it, Nix says ${lastError(message.split('\n'))}`);
  }

  const lambdas = files.filter((file) => ours.get(file)?.lambda && !refused.has(file));
  /** @type {AsyncIterable<import('../asked-nix/asked-nix.mjs').Asked<string, NixFile>>} */
  const asked = nix.ask(lambdas, fileInNix, [folder]);
  for await (const answer of asked) {
    progress(() => `${result.lambdas} of ${lambdas.length} lambdas compared`);
    if ('error' in answer || !('formals' in answer.answer)) {
      result.notEvaluated++;
      continue;
    }
    result.lambdas++;
    const formals = ours.get(answer.item)?.lambda?.formals ?? [];
    for (const what of formalDifferences(
      formals,
      answer.item,
      answer.answer.formals,
      answer.item,
    )) {
      differ(answer.item, what);
    }
  }
  return result;
}

/** @param {string} root */
function nixFiles(root) {
  return readdirSync(root, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.nix'))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

const batchSize = 500;

/**
 * Files that `nix-instantiate --parse` rejects, with its message. Each call stops at the first such
 * file, and prints a line for each file before it; so each rejected file costs a process.
 *
 * @param {AskedNix} nix
 * @param {readonly string[]} files
 * @param {(line: () => string) => void} progress
 */
function refusedByNix(nix, files, progress) {
  /** @type {Map<string, string>} */
  const refused = new Map();
  for (let from = 0; from < files.length;) {
    const batch = files.slice(from, from + batchSize);
    const { status, stdout, stderr } = nix.instantiate(['--parse', ...batch]);
    const parsed = stdout.split('\n').length - 1;
    if (status === 0 && parsed !== batch.length)
      throw new Error(`Nix printed ${parsed} lines for ${batch.length} files`);
    const stopped = batch[parsed];
    if (status !== 0 && stopped !== undefined) refused.set(stopped, stderr);
    from += status === 0 ? batch.length : parsed + 1;
    progress(() => `${from} of ${files.length} files parsed by Nix`);
  }
  return refused;
}
