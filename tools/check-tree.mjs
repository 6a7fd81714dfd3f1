/**
 * node tools/check-tree.mjs PATH [--base TREE] [--files] [--json]
 *
 * Reads a tree as one repo, without Nix, and then asks Nix about all of it: every package's formals
 * with their positions, what each group holds, and which names that packages need nobody has. Prints
 * each difference, each unresolved name and a line for each kind of question; exit status 1 where
 * there is one, 2 where the question could not be asked.
 *
 * --base   a package set whose names packages may ask for too, where the tree is none by itself
 * --files  also, for every .nix file of the tree: whether both accept it, and the formals of what is
 *          a lambda; a folder of any files will do then
 *
 * Nix is taken from the folder NX_NIX_TEST_NIX, else from PATH. It runs in restricted mode with a
 * store of its own.
 */
import { AskedNix, NoNix } from './asked-nix/asked-nix.mjs';
import { checkTree } from './check-tree/check.mjs';
import { jsonReport, textReport } from './check-tree/report.mjs';
import { givenOptions } from './command-line/given-options.mjs';
import { everySecond, progressLines } from './bring-nix/messages/progress.mjs';

const usage = 'usage: node tools/check-tree.mjs PATH [--base TREE] [--files] [--json]';
const { values, positionals } = givenOptions(usage, {
  allowPositionals: true,
  options: {
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
