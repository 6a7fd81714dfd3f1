/**
 * Reads a tree that does not belong to this project, and draws its graph:
 *
 *   node tools/draw-tree.mjs FOLDER [--only default.nix] [--svg OUT.svg]
 *
 * FOLDER is read as one repo. With `--only`, each package is read from its file of that name, even
 * if its folder has other package files (in a copy of the tree, these are left out). Names that the
 * tree lacks are counted, not reported, because the tree has no base here. Exit status 1 means that
 * a file could not be read.
 */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { givenOptions } from './command-line/given-options.mjs';
import { pkgsSvg, problemText, readWorkspace } from '@nx-nix/resolver';

const PACKAGE_FILES = ['package.nix', 'packages.nix', 'default.nix'];

const usage = 'usage: node tools/draw-tree.mjs FOLDER [--only default.nix] [--svg OUT.svg]';
const { values, positionals } = givenOptions(usage, {
  allowPositionals: true,
  options: { only: { type: 'string' }, svg: { type: 'string' } },
});
const given = positionals[0];
if (!given) {
  console.error(usage);
  process.exit(2);
}

const only = values.only;
const folder = only ? copyWithOnly(resolve(given), only) : resolve(given);
try {
  process.exitCode = await draw(folder);
} finally {
  if (only) rmSync(dirname(folder), { recursive: true, force: true });
}

/** @param {string} tree */
async function draw(tree) {
  const start = performance.now();
  const { repos, wiring } = await readWorkspace(dirname(tree), { roots: [basename(tree)] });
  const located = /** @type {NonNullable<typeof repos[0]>} */ (repos[0]).located;
  const read = performance.now();
  for (const problem of located.problems) console.error(`${problemText(problem)}\n`);
  const formals = located.packages.reduce((sum, pkg) => sum + pkg.formals.length, 0);
  const edges = wiring.packages.reduce((sum, pkg) => sum + pkg.edges.length, 0);
  console.log(
    `${located.packages.length} packages (${located.layout}), ${formals} formals, ${edges} edges, ` +
      `${wiring.levels} levels, ${wiring.components.length} circles, ` +
      `${wiring.problems.length} names that nobody here has, ` +
      `${located.problems.length} unreadable; ${Math.round(read - start)} ms`,
  );
  if (values.svg) {
    const svg = await pkgsSvg(wiring, Infinity);
    writeFileSync(values.svg, svg ?? '');
    console.log(`${values.svg}: drawn in ${Math.round(performance.now() - read)} ms`);
  }
  return located.problems.length > 0 ? 1 : 0;
}

/** @param {string} tree @param {string} file */
function copyWithOnly(tree, file) {
  const copy = join(mkdtempSync(join(tmpdir(), 'nx-nix-tree-')), basename(tree));
  cpSync(tree, copy, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => basename(path) === file || !PACKAGE_FILES.includes(basename(path)),
  });
  return copy;
}
