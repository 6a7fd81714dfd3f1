/**
 * `node tools/stage0.mjs`: adds stage 0 of the demo to the Nix store: the static shell, the
 * compiler and the libc for `phase0.bootstrap-tools`, from Debian packages pinned by hash. A
 * registry with a base does not need it. It takes the Nix that `nx` takes: the one that NX_NIX_BIN
 * names, the one on PATH, or a private one; for that, the options are those of tools/bring-nix.mjs.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { findNix } from './bring-nix/nix/find-nix.mjs';
import { Problem } from './bring-nix/messages/problem.mjs';
import { acceptance, acceptanceOptions, acceptanceUsage } from './bring-nix/trust/acceptance.mjs';
import { addToStore, makeStage0, readRecipe } from './bring-nix/nix/stage0.mjs';
import { givenOptions } from './command-line/given-options.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const RECIPE = join(root, 'repos/core/by-name/bo/bootstrap-tools/stage0.json');

/**
 * Makes stage 0 if it is missing, and adds it to the store of a Nix.
 *
 * @param {import('./bring-nix/nix/run-nix.mjs').Callable} nix
 * @param {(line: string) => void} log
 * @returns {Promise<string>} its store path
 * @throws {Problem} when it cannot be made or added
 */
export async function bringStage0(nix, log) {
  const recipe = await readRecipe(RECIPE);
  return addToStore(nix, await makeStage0(recipe, { log }));
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const log = (/** @type {string} */ line) => console.log(line);
  const usage = `\n  node tools/stage0.mjs [options]\n\n${acceptanceUsage}`;
  const { values } = givenOptions(usage, { options: acceptanceOptions });
  try {
    const nix = await findNix({ accept: acceptance(values), log });
    log(`stage 0: ${await bringStage0(nix, log)}`);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
