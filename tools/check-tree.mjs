/**
 * node tools/check-tree.mjs PATH [--settings FILE] [--set FILE] [--base TREE] [--files] [--json]
 *
 * Reads a tree as one repo, without Nix, and then compares the result with Nix: which packages there
 * are, each package's formals with their positions, the members of each group, and required names that nobody has.
 * Prints each difference, each unresolved name and a line for each kind of question. Exit status 1
 * means that there is a difference or an unresolved name, 2 that nothing could be compared.
 *
 * --settings  JSON with `layout`, `exclude` and `attributes`: what a registry says of the tree
 * --set       a Nix file with the tree's own package set, where its default.nix does not make one
 * --base      a package set whose names packages may use too, if the tree itself is no package set
 * --files     also compares every .nix file of the tree: whether both accept it, and the formals of
 *             lambdas; any folder with Nix files can be used then
 *
 * Nix is taken from the folder NX_NIX_TEST_NIX, else from PATH. It runs in restricted mode with a
 * store of its own.
 */
import { AskedNix, NoNix } from './asked-nix/asked-nix.mjs';
import { checkTree } from './check-tree/check.mjs';
import { jsonReport, textReport } from './check-tree/report.mjs';
import { givenOptions } from './command-line/given-options.mjs';
import { everySecond, progressLines } from './bring-nix/messages/progress.mjs';

const usage =
  'usage: node tools/check-tree.mjs PATH [--settings FILE] [--set FILE] [--base TREE] [--files] [--json]';
const { values, positionals } = givenOptions(usage, {
  allowPositionals: true,
  options: {
    settings: { type: 'string' },
    set: { type: 'string' },
    base: { type: 'string' },
    files: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const [tree] = positionals;
if (!tree || positionals.length > 1) {
  console.error(usage);
  process.exit(2);
}

const progress = everySecond(progressLines(process.stderr, 'check-tree'));
try {
  const nix = new AskedNix();
  try {
    const result = await checkTree(nix, { ...values, tree, progress });
    console.log(values.json ? jsonReport(result) : textReport(result));
    const unresolved = result.names?.unresolved ?? [];
    process.exitCode = result.differences.length + unresolved.length > 0 ? 1 : 0;
    if (result.compared === 0) {
      console.error('check-tree: nothing here could be compared');
      process.exitCode = 2;
    }
  } finally {
    nix.end();
  }
} catch (error) {
  const isInput = error instanceof NoNix || (error instanceof Error && 'code' in error);
  if (!isInput) throw error;
  console.error(`check-tree: ${/** @type {Error} */ (error).message}`);
  process.exitCode = 2;
}
