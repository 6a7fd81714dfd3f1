/**
 * node tools/prove-edges.mjs TREE [--packages N] [--modules N] [--with a,b,c] [--seed S]
 *   [--with-modules a,b,c] [--systems x,y] [--config NIX] [--keep]
 *   [--again WORKSPACE] [--json]
 *
 * Proves that every dependency between packages of repos is an edge: moves by-name packages and
 * Python modules of a tree like nixpkgs to four repos of a temporary workspace, emits the registry,
 * and asks Nix for the derivations. Where the derivation of one package is made of that of another,
 * the graph must lead there too. Counts also the edges that no derivation uses. Exit status 1 means
 * that a dependency is missing.
 *
 * --packages  how many by-name packages, chosen by the seed among those that evaluate (500)
 * --modules   how many Python modules (50)
 * --with      packages that are moved in any case
 * --with-modules  modules that are taken first
 * --keep      keeps the workspace, and prints its folder
 *
 * --again     compares only, in a workspace that was kept before
 *
 * Nix is taken from the folder NX_NIX_TEST_NIX, else from PATH.
 */
import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { AskedNix, NoNix } from './asked-nix/asked-nix.mjs';
import { givenOptions } from './command-line/given-options.mjs';
import { progressLines } from './bring-nix/messages/progress.mjs';
import { NotEmitted } from './asked-nix/emit-registry.mjs';
import { compareWorkspace, proveEdges } from './prove-edges/prove-edges.mjs';
import { treeAndNumbers } from './prove-split/proof-options.mjs';
import { textReport } from './prove-edges/report.mjs';

const usage =
  'usage: node tools/prove-edges.mjs TREE [--packages N] [--modules N] [--with a,b,c] [--with-modules a,b,c] [--seed S] [--systems x,y] [--config NIX] [--keep] [--again WORKSPACE] [--json]';
const { values, positionals } = givenOptions(usage, {
  allowPositionals: true,
  options: {
    packages: { type: 'string', default: '500' },
    modules: { type: 'string', default: '50' },
    with: { type: 'string', default: '' },
    'with-modules': { type: 'string', default: '' },
    seed: { type: 'string', default: '0' },
    systems: { type: 'string', default: 'x86_64-linux' },
    config: { type: 'string', default: '{ }' },
    again: { type: 'string' },
    keep: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const { tree, numbers } = treeAndNumbers('prove-edges', usage, values, positionals);

const list = (/** @type {string} */ text) => text.split(',').filter((name) => name);
try {
  const nix = new AskedNix();
  try {
    const options = {
      ...numbers,
      always: list(values.with),
      alwaysModules: list(values['with-modules']),
      only: undefined,
      systems: list(values.systems),
      cross: '',
      config: values.config,
      log: progressLines(process.stderr, 'prove-edges'),
    };
    const proof =
      values.again === undefined
        ? await proveEdges(nix, resolve(tree), options)
        : await compareWorkspace(nix, resolve(values.again), resolve(tree), options);
    console.log(values.json ? JSON.stringify(proof, null, 2) : textReport(proof));
    if (values.keep || values.again) console.error(`the workspace: ${proof.workspace}`);
    else rmSync(proof.workspace, { recursive: true, force: true });
    process.exitCode = proof.holds ? 0 : 1;
  } finally {
    nix.end();
  }
} catch (error) {
  if (!(error instanceof NoNix || error instanceof NotEmitted)) throw error;
  console.error(`prove-edges: ${error.message}`);
  process.exitCode = 2;
}
