/**
 * node tools/prove-split.mjs TREE [--packages N] [--modules N] [--with a,b,c] [--by-name a,b,c]
 *   [--seed S] [--systems x,y] [--cross NAME] [--config NIX] [--keep] [--json]
 *
 * Proves that a registry on top of a tree like nixpkgs gives the same derivations as the tree:
 * moves by-name packages and Python modules to three repos of a temporary workspace, emits the
 * registry, and compares the moved packages, packages that the tree makes of them, and overridden
 * ones. Then changes gnumake in its repo, and checks that this changes `tree`, which does not name
 * gnumake. Exit status 1 means that something differs.
 *
 * --packages  how many by-name packages, chosen by the seed among those that evaluate (300)
 * --modules   how many Python modules (50)
 * --with      packages that are moved in any case (gnumake, bison, mpfr, libssh2, jq, ripgrep)
 * --by-name   only these packages and groups
 * --systems   (x86_64-linux,aarch64-darwin), --cross  a name of pkgsCross (aarch64-multiplatform), or ''
 * --keep      keeps the workspace, and prints its folder
 *
 * Nix is taken from the folder NX_NIX_TEST_NIX, else from PATH.
 */
import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { AskedNix, NoNix } from './asked-nix/asked-nix.mjs';
import { givenOptions } from './command-line/given-options.mjs';
import { progressLines } from './bring-nix/messages/progress.mjs';
import { NotEmitted } from './asked-nix/emit-registry.mjs';
import { proveSplit } from './prove-split/prove-split.mjs';
import { treeAndNumbers } from './prove-split/proof-options.mjs';
import { textReport } from './prove-split/report.mjs';

const usage =
  'usage: node tools/prove-split.mjs TREE [--packages N] [--modules N] [--with a,b,c] [--by-name a,b,c] [--seed S] [--systems x,y] [--cross NAME] [--config NIX] [--keep] [--json]';
const { values, positionals } = givenOptions(usage, {
  allowPositionals: true,
  options: {
    packages: { type: 'string', default: '300' },
    modules: { type: 'string', default: '50' },
    with: { type: 'string', default: 'gnumake,bison,mpfr,libssh2,jq,ripgrep' },
    'by-name': { type: 'string' },
    seed: { type: 'string', default: '0' },
    systems: { type: 'string', default: 'x86_64-linux,aarch64-darwin' },
    cross: { type: 'string', default: 'aarch64-multiplatform' },
    config: { type: 'string', default: '{ }' },
    keep: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const { tree, numbers } = treeAndNumbers('prove-split', usage, values, positionals);

const list = (/** @type {string | undefined} */ text) => text?.split(',').filter((name) => name);
try {
  const nix = new AskedNix();
  try {
    const proof = await proveSplit(nix, resolve(tree), {
      ...numbers,
      always: list(values.with) ?? [],
      only: list(values['by-name']),
      systems: list(values.systems) ?? [],
      cross: values.cross,
      config: values.config,
      log: progressLines(process.stderr, 'prove-split'),
    });
    console.log(values.json ? JSON.stringify(proof, null, 2) : textReport(proof));
    if (values.keep) console.error(`the workspace: ${proof.workspace}`);
    else rmSync(proof.workspace, { recursive: true, force: true });
    process.exitCode = proof.holds ? 0 : 1;
  } finally {
    nix.end();
  }
} catch (error) {
  if (!(error instanceof NoNix || error instanceof NotEmitted)) throw error;
  console.error(`prove-split: ${error.message}`);
  process.exitCode = 2;
}
