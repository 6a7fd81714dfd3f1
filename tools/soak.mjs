/**
 * npm run soak -- [--runs N] [--from TREE] [--law NAME] [--seed N] [--state FILE]
 *
 * Checks laws with inputs that are always new. Those of reading (tools/soak/laws.mjs): `lambdas` are
 * printed and read back; damaged files of `packages`, `groups` and `overlays`, and damaged `repos`,
 * give something or a problem. Two that ask Nix: of random `trees` JavaScript and Nix take the same
 * packages (tools/soak/tree-law.mjs); of random package sets every dependency between derivations
 * is led to by `edges` of the graph (tools/soak/edge-law.mjs). Without a Nix these are skipped.
 *
 * A file (.soak.json, which git ignores) keeps seeds and sums, so that a run continues where the
 * last one ended. Ctrl-C ends it and keeps the result. Exit status 1 means that a law did not hold.
 *
 * --runs   how many more inputs (by default until there are a million, 0 for no end)
 * --from   a folder of Nix files to damage, instead of the project's own. If it is a tree like
 *          nixpkgs, the packages of the law `edges` are drawn from it
 * --law    only the law of this name
 * --seed   only the inputs of this seed, to repeat a failure; nothing is added up
 *
 * Nix is taken from the folder NX_NIX_TEST_NIX, else from PATH.
 */
import { rmSync, mkdtempSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { givenOptions } from './command-line/given-options.mjs';
import { progressLines } from './bring-nix/messages/progress.mjs';
import {
  damagedGroups,
  damagedOverlays,
  damagedPackages,
  damagedRepos,
  printedLambdas,
} from './soak/laws.mjs';
import { hostileRepoFiles, hostileTexts } from './soak/hostile-shapes.mjs';
import { countingReader } from './soak/reader.mjs';
import { lawsWithNix } from './soak/laws-with-nix.mjs';
import { resolving } from './soak/resolving.mjs';
import { seedFiles } from './soak/seed-files.mjs';
import { heldTo } from './soak/held.mjs';
import { addUp, loadState, saveState, total } from './soak/state.mjs';

const usage =
  'usage: npm run soak -- [--runs N] [--from TREE] [--law NAME] [--seed N] [--state FILE]';
const { values } = givenOptions(usage, {
  options: {
    runs: { type: 'string' },
    from: { type: 'string' },
    law: { type: 'string' },
    seed: { type: 'string' },
    state: {
      type: 'string',
      default: fileURLToPath(new URL('../.soak.json', import.meta.url)),
    },
  },
});

const aim = 1_000_000;
/**
 * How many inputs a seed gives; a repo costs a hundred times as much as a file. Of trees it is one
 * batch.
 *
 * @type {Readonly<Record<string, number>>}
 */
const inputsOf = {
  ...{ lambdas: 50, packages: 200, groups: 200, overlays: 100, repos: 10 },
  ...{ hostile: 5, json: 10, trees: 1, edges: 1 },
};
/**
 * How many seeds go by until one is for this law too, where nobody asks for it: a package set takes
 * ten times as long as all else of a seed.
 *
 * @type {Readonly<Record<string, number>>}
 */
const seedsBetween = { edges: 20 };
/** How long an input may be made smaller, in ms: each try with a package set takes seconds. */
const shrinkingTakes = 20 * 60_000;

const require = createRequire(import.meta.url);
const lambdas = require('@nx-nix/lambdas');
const resolver = require('@nx-nix/resolver');
const workspace = mkdtempSync(join(tmpdir(), 'soak-'));
const reader = await countingReader(lambdas);
const seeds = seedFiles(values.from);
const resolve = resolving(resolver, await lambdas.loadParser(), workspace);
const withNix = lawsWithNix(resolver, workspace, values.from);
/** @type {import('./soak/laws.mjs').Law<any>[]} */
const laws = [
  printedLambdas(reader),
  damagedPackages(reader, seeds),
  damagedGroups(reader, seeds),
  damagedOverlays(reader, seeds),
  damagedRepos(resolve, seeds),
  hostileTexts(reader),
  hostileRepoFiles(resolver, workspace),
  ...withNix.laws,
].filter(({ name }) => values.law === undefined || name === values.law);
for (const line of withNix.skipped) console.error(line);
if (laws.length === 0 || seeds.size === 0) {
  console.error(
    laws.length === 0 ? `soak: no law ${values.law} can be checked` : 'soak: no .nix files',
  );
  process.exit(2);
}

let isInterrupted = false;
process.once('SIGINT', () => (isInterrupted = true));
const log = progressLines(process.stderr, 'soak');
try {
  process.exitCode = (await soak()) === 0 ? 0 : 1;
} finally {
  withNix.end();
  rmSync(workspace, { recursive: true, force: true });
}

/** Runs the laws; returns the number of failures. */
async function soak() {
  const state = loadState(values.state);
  const before = total(state);
  const wanted = values.runs === undefined ? Math.max(0, aim - before) : Number(values.runs);
  const end = wanted === 0 && values.runs !== undefined ? Infinity : before + wanted;
  const known = state.failures.length;
  const started = performance.now();
  let lastLogged = started;
  log(`${before} inputs before this run; ${seeds.size} files to damage`);
  if (values.seed !== undefined) return await oneSeed(Number(values.seed), state);
  while (total(state) < end && !isInterrupted) {
    await oneSeed(state.nextSeed++, state);
    saveState(values.state, state);
    if (performance.now() - lastLogged > 5000) {
      lastLogged = performance.now();
      const done = total(state) - before;
      const rate = done / ((lastLogged - started) / 1000);
      log(`${total(state)} inputs, ${rate.toFixed(0)} a second, seed ${state.nextSeed}`);
    }
    // Lets Node handle Ctrl-C.
    await new Promise((resume) => setImmediate(resume));
  }
  const sums = Object.entries(state.runs).map(([name, count]) => `${count} ${name}`);
  console.log(`${total(state)} inputs in all (${sums.join(', ')}); ${total(state) - before} now`);
  for (const [law, counts] of Object.entries(state.counts ?? {})) {
    const counted = Object.entries(counts).map(([what, count]) => `${count} ${what}`);
    console.log(`${law}: ${counted.join(', ')}`);
  }
  console.log(`failures: ${state.failures.length - known} now, ${state.failures.length} in all`);
  return state.failures.length - known;
}

/**
 * Checks every law with the inputs of one seed; returns the number of failures.
 * @param {number} seed
 * @param {import('./soak/state.mjs').SoakState} state
 */
async function oneSeed(seed, state) {
  let failures = 0;
  for (const law of laws) {
    if (isInterrupted || !isTurnOf(law.name, seed)) continue;
    const numRuns = inputsOf[law.name] ?? 1;
    const isEnded = () => isInterrupted;
    const { failure, ...held } = await heldTo(law, { seed, numRuns, shrinkingTakes, isEnded });
    addUp(state, law.name, held);
    if (!failure) continue;
    failures++;
    state.failures.push({ law: law.name, seed, input: failure.input });
    const from = values.from === undefined ? '' : ` --from ${values.from}`;
    console.log(`\n${law.name} does not hold: ${failure.why}`);
    console.log(`  for ${failure.input}`);
    console.log(`  again: node tools/soak.mjs --law ${law.name} --seed ${seed}${from}`);
  }
  return failures;
}

/** Whether a seed is for this law. @param {string} law @param {number} seed */
function isTurnOf(law, seed) {
  if (values.law !== undefined || values.seed !== undefined) return true;
  return seed % (seedsBetween[law] ?? 1) === 0;
}
