/**
 * Measures what a consumer fetches, and how long it waits, until one package of a large registry is
 * evaluated: with a repository for each repo, and with one repository for everything.
 *
 *   npm run bench:lazy [-- REPOS [ROUNDS]]
 *
 * The workspace is the demo, plus REPOS repos that share the by-name packages of nixpkgs: real
 * names and sizes, invented bodies that only use `stdenv`. All repositories are on this machine, so
 * the times contain no network; bytes are those of the sources that Nix wrote to an empty store.
 */
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AskedNix } from '../asked-nix/asked-nix.mjs';
import { emitRegistry } from '../asked-nix/emit-registry.mjs';
import { shardOf } from '@nx-nix/resolver';
import { packageFacts } from './make-tree.mjs';

const project = fileURLToPath(new URL('../..', import.meta.url));
const [repoCount = 20, rounds = 3] = process.argv.slice(2).map(Number);
const features =
  'experimental-features = nix-command flakes\nflake-registry =\nbuild-users-group =';

const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'nx-nix-bench-')));
const nix = new AskedNix();
try {
  bench();
} finally {
  nix.end();
  rmSync(scratch, { recursive: true, force: true });
}

function bench() {
  const workspace = join(scratch, 'workspace');
  makeWorkspace(workspace);
  emitRegistry(nix, workspace);
  const whole = publishWhole(workspace, join(scratch, 'whole'));
  const split = publishSplit(workspace, join(scratch, 'split'));
  console.log(
    `${packageFacts().length} packages in ${repoCount} repos beside the demo's, Nix ${nix.version}`,
  );
  console.log('until `hello` is evaluated, medians of %d rounds with an empty store:', rounds);
  const of = { split: measured(split), whole: measured(whole) };
  for (const [name, figures] of Object.entries(of)) {
    console.log(
      `  ${name}  ${figures.seconds.toFixed(2)} s, ${mb(figures.stored)} of sources in ${figures.sources}`,
    );
  }
  const ratio = (/** @type {'seconds' | 'stored'} */ key) =>
    (of.whole[key] / of.split[key]).toFixed(1);
  console.log(`  whole : split  ${ratio('seconds')} in time, ${ratio('stored')} in sources`);
}

/** @param {string} root */
function makeWorkspace(root) {
  cpSync(join(project, 'repos'), join(root, 'repos'), { recursive: true });
  symlinkSync(join(project, 'node_modules'), join(root, 'node_modules'), 'dir');
  writeFileSync(join(root, 'nx.json'), JSON.stringify({ plugins: ['nx-nix'], analytics: false }));
  writeFileSync(join(root, 'package.json'), '{ "name": "bench", "private": true }\n');
  const taken = new Set(['hello', 'stdenv', 'greet', 'gmp', 'nix', 'python3', 'zlib', 'tally']);
  packageFacts().forEach(({ name, bytes }, index) => {
    if (taken.has(name)) return;
    const repo = join(root, 'repos', `sig-${index % repoCount}`);
    const shard = shardOf(name);
    mkdirSync(join(repo, 'by-name', shard, name), { recursive: true });
    const text = `{ stdenv }:\nstdenv.mkDerivation {\n  pname = "${name}";\n  version = "1.0";\n}\n#`;
    writeFileSync(
      join(repo, 'by-name', shard, name, 'package.nix'),
      `${text.padEnd(bytes - 1, 'x')}\n`,
    );
  });
  for (let index = 0; index < repoCount; index++) {
    const repo = join(root, 'repos', `sig-${index}`);
    cpSync(join(project, 'repos/python/default.nix'), join(repo, 'default.nix'));
    writeFileSync(join(repo, 'nix-repo.json'), '{ "kind": "sig", "layout": "by-name" }\n');
  }
}

/**
 * Publishes everything in one repository; returns its flake reference.
 * @param {string} workspace
 * @param {string} folder
 */
function publishWhole(workspace, folder) {
  cpSync(join(workspace, 'repos'), join(folder, 'repos'), { recursive: true });
  commitAll(folder);
  return `git+file://${folder}?dir=repos/registry`;
}

/**
 * Publishes a repository for each repo, and locks the registry's flake; returns its reference.
 * @param {string} workspace
 * @param {string} folder
 */
function publishSplit(workspace, folder) {
  cpSync(join(workspace, 'repos'), folder, { recursive: true });
  const repos = readdirSync(folder).filter((name) => name !== 'registry');
  const input = (/** @type {string} */ name) =>
    `${name} = { url = "git+file://${join(folder, name)}"; ${name === 'lib' ? '' : 'flake = false; '}};`;
  writeFileSync(
    join(folder, 'registry/flake.nix'),
    `{ inputs = { ${repos.map(input).join(' ')} }; outputs = inputs: import ./outputs.nix inputs; }\n`,
  );
  for (const name of [...repos, 'registry']) commitAll(join(folder, name));
  const env = { ...nix.env, NIX_CONFIG: features };
  execFileSync(join(nix.bin, 'nix'), ['flake', 'lock'], {
    cwd: join(folder, 'registry'),
    env,
    stdio: 'ignore',
  });
  commitAll(join(folder, 'registry'));
  return `git+file://${join(folder, 'registry')}`;
}

/**
 * Measures one evaluation that starts with an empty store.
 * @param {string} flake
 */
function measured(flake) {
  const seconds = [];
  /** @type {string[]} */
  let sources = [];
  let stored = 0;
  for (let round = 0; round < rounds; round++) {
    const cold = new AskedNix();
    try {
      const env = { ...cold.env, NIX_CONFIG: features };
      const start = performance.now();
      const args = ['eval', '--raw', `${flake}#hello.drvPath`, '--no-write-lock-file'];
      execFileSync(join(cold.bin, 'nix'), args, { env, stdio: ['ignore', 'pipe', 'ignore'] });
      seconds.push((performance.now() - start) / 1000);
      const store = join(cold.folder, 'store');
      sources = readdirSync(store).filter((name) => name.endsWith('-source'));
      const paths = sources
        .map((name) => join(store, name))
        .filter((path) => lstatSync(path).isDirectory());
      stored = paths.reduce((sum, path) => sum + bytesBelow(path), 0);
    } finally {
      cold.end();
    }
  }
  seconds.sort((a, b) => a - b);
  return { seconds: seconds[Math.floor(rounds / 2)] ?? NaN, stored, sources: sources.length };
}

/** @param {string} folder @returns {number} */
function bytesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const path = join(folder, entry.name);
    return sum + (entry.isDirectory() ? bytesBelow(path) : lstatSync(path).size);
  }, 0);
}

/** @param {string} folder */
function commitAll(folder) {
  const git = (/** @type {string[]} */ ...args) =>
    execFileSync('git', ['-c', 'user.name=bench', '-c', 'user.email=bench@localhost', ...args], {
      cwd: folder,
      stdio: 'ignore',
    });
  git('init', '--quiet', '--initial-branch', 'main');
  git('add', '--all');
  git('commit', '--quiet', '--allow-empty', '--message', 'state');
}

/** @param {number} bytes */
function mb(bytes) {
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(0)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
