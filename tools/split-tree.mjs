/**
 * node tools/split-tree.mjs --from TREE --into WORKSPACE/repos/REPO
 *   [--by-name a,b,c | --sample N --seed S] [--python x,y] [--python-modules-folder FOLDER] [--json]
 *
 * Copies packages of a tree like nixpkgs into a repo, which then replaces them on top of the tree:
 * by-name packages and groups with their folders, Python modules as members of python3Packages.
 * Makes the repo, or adds to it. The tree is not changed, and no Nix is run.
 *
 * Skips packages that would not be the same there, with the reason: those whose files lead out of
 * their folder, and folders that other files of the tree use too
 * (`callPackage ../by-name/… { x = …; }`). Exit status 1 means that a package that was named was
 * skipped; 2, that nothing was copied, because the command is wrong or the repo has such a package.
 *
 * --sample  this many by-name packages, chosen by the seed (0 if none is given)
 */
import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { loadParser } from '@nx-nix/lambdas';
import { givenOptions } from './command-line/given-options.mjs';
import { AlreadyThere, writeRepo } from './split-tree/repo-files.mjs';
import { shuffled } from './split-tree/shuffled.mjs';
import { SplitTree } from './split-tree/split-tree.mjs';

const usage =
  'usage: node tools/split-tree.mjs --from TREE --into WORKSPACE/repos/REPO [--by-name a,b,c | --sample N --seed S] [--python x,y] [--python-modules-folder FOLDER] [--json]';
const { values } = givenOptions(usage, {
  options: {
    from: { type: 'string' },
    into: { type: 'string' },
    'by-name': { type: 'string' },
    sample: { type: 'string' },
    seed: { type: 'string', default: '0' },
    python: { type: 'string' },
    'python-modules-folder': { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});

const sample = values.sample === undefined ? undefined : Number(values.sample);
const seed = Number(values.seed);
const names = values['by-name']?.split(',').filter((name) => name !== '');
const modules = values.python?.split(',').filter((name) => name !== '') ?? [];
const isWrong =
  (names !== undefined && sample !== undefined) ||
  ![sample ?? 0, seed].every((number) => Number.isInteger(number) && number >= 0) ||
  (names ?? modules).length + (sample ?? 0) + modules.length === 0;
if (!values.from || !values.into || isWrong) {
  console.error(usage);
  process.exit(2);
}
const from = resolve(values.from);
if (!existsSync(from) || !statSync(from).isDirectory()) {
  console.error(`split-tree: there is no folder ${values.from}`);
  process.exit(2);
}

const folder = values['python-modules-folder'];
const tree = new SplitTree(await loadParser(), from, {
  withPython: modules.length > 0,
  ...(folder !== undefined && { pythonFolder: folder }),
});
const asked = names ?? (sample === undefined ? [] : shuffled([...tree.byName.keys()].sort(), seed));
const found = [tree.movable('byName', asked, sample), tree.movable('python', modules)];
const packages = found.flatMap((movable) => movable.packages);
const skipped = found.flatMap((movable) => movable.skipped);
try {
  if (packages.length > 0) writeRepo(from, resolve(values.into), packages);
} catch (error) {
  if (!(error instanceof AlreadyThere)) throw error;
  console.error(`split-tree: ${error.message}`);
  process.exit(2);
}

if (values.json) console.log(JSON.stringify({ packages, skipped }, null, 2));
else {
  for (const { name, why } of skipped) console.log(`skipped ${name}: ${why}`);
  console.log(`${values.into}: ${packages.length} packages, ${skipped.length} skipped`);
}
// In a sample no package was named.
const named = new Set([...(names ?? []), ...modules]);
process.exitCode = skipped.some(({ name }) => named.has(name)) ? 1 : 0;
