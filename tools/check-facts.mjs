/**
 * node tools/check-facts.mjs TREE [--packages N] [--changes N] [--seed S] [--json]
 *
 * Moves by-name packages of a tree like nixpkgs to a repo, asks Nix what the other names of the tree
 * are made of them (the facts in base.json), and holds the facts to what Nix does: changes a moved
 * package (its source, its version, its build) and asks for the derivations of all names in use and
 * of all moved packages. Exit status 1 means that something changes of which the facts do not tell.
 *
 * --packages  how many are moved, chosen by the seed (500)
 * --changes   how many of them are changed, each in three ways (10); half of them are those of which
 *             most names are made
 *
 * Nix is taken from the folder NX_NIX_TEST_NIX, else from PATH.
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AskedNix } from './asked-nix/asked-nix.mjs';
import { progressLines } from './bring-nix/messages/progress.mjs';
import { checkFacts } from './check-facts/check-facts.mjs';
import { givenOptions } from './command-line/given-options.mjs';

const usage =
  'usage: node tools/check-facts.mjs TREE [--packages N] [--changes N] [--seed S] [--json]';
const { values, positionals } = givenOptions(usage, {
  allowPositionals: true,
  options: {
    packages: { type: 'string', default: '500' },
    changes: { type: 'string', default: '10' },
    seed: { type: 'string', default: '0' },
    json: { type: 'boolean', default: false },
  },
});
const [tree = ''] = positionals;
const [packages = 0, changes = 0, seed = 0] = [values.packages, values.changes, values.seed].map(
  Number,
);
const isWrong = [packages, changes, seed].some((number) => !Number.isInteger(number));
if (positionals.length !== 1 || isWrong || !existsSync(join(tree, 'default.nix'))) {
  console.error(usage);
  process.exit(2);
}

const nix = new AskedNix();
const log = progressLines(process.stderr, 'check-facts');
try {
  const found = await checkFacts(nix, resolve(tree), { packages, changes, seed, log });
  console.log(values.json ? JSON.stringify(found, undefined, 2) : text(found));
  process.exitCode = found.missing.length > 0 ? 1 : 0;
} finally {
  nix.end();
}

/** @param {Awaited<ReturnType<typeof checkFacts>>} found */
function text({ moved, inUse, isAll, seconds, ratios, changed, judged, missing }) {
  return [
    `${moved} packages moved, ${inUse} names in use, ${isAll} of them made of all; asked in ${seconds} s`,
    `names in use: ${ratios.names} marked for each one that is a dependency or read (median)`,
    `${ratios.whole} of the moved packages reach all; of the others, ${ratios.packages} reached for each one that is (median)`,
    `${changed.length} changes of derivations seen, ${judged} of names that are not made of all; ${missing.length} not told`,
    ...missing.map(({ name, by, how }) => `  ${name} changes with the ${how} of ${by}`),
  ].join('\n');
}
