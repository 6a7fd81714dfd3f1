import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  BaseNames,
  pathText,
  Places,
  readRepo,
  registryConfig,
  repoAt,
  resolutionOf,
  wire,
} from '@nx-nix/resolver';
import { shuffled } from '../split-tree/shuffled.mjs';
import { changesOfNames } from './changes-of-names.mjs';
import { reachOf } from './reach.mjs';

/** @typedef {import('../asked-nix/asked-nix.mjs').AskedNix} AskedNix */
/** @typedef {import('@nx-nix/resolver').BaseFacts} BaseFacts */
/** @typedef {import('./changes-of-names.mjs').Change} Change */

// How the plugin asks about a base is no part of what it exports, and this tool holds just that to
// Nix; so it is loaded by its path, as it was built.
const require = createRequire(import.meta.url);
const built = fileURLToPath(new URL('../../packages/nx-nix/dist/base', import.meta.url));
/** @type {{ completeBaseFacts: (settings: object) => Promise<{ facts?: BaseFacts, problems: readonly import('@nx-nix/resolver').Problem[] }> }} */
const { completeBaseFacts } = require(join(built, 'complete-base-facts.js'));
/** @type {{ throughBase: (...asked: readonly unknown[]) => Promise<readonly import('@nx-nix/resolver').BaseThrough[]> }} */
const { throughBase } = require(join(built, 'through-base.js'));

const SYSTEM = 'x86_64-linux';

/** So many moved packages are compared with what they are made of in the tree. */
const MOST_JUDGED = 150;

/**
 * Moves packages of a tree to a repo, asks for the facts about the rest, and holds them to Nix.
 *
 * @param {AskedNix} nix
 * @param {string} tree
 * @param {{ packages: number, changes: number, seed: number, log: (line: string) => void }} options
 */
export async function checkFacts(nix, tree, { packages, changes, seed, log }) {
  const names = await nix.evaluate(
    `builtins.attrNames (import ${tree} { system = "${SYSTEM}"; config = { }; overlays = [ ]; })`,
    [tree],
  );
  if ('error' in names) throw new Error(names.error);
  const there = new Set(/** @type {string[]} */ (names.value));
  const folders = byNameFolders(tree).filter(({ name }) => there.has(name));
  const chosen = shuffled(folders, seed).slice(0, packages);
  const workspace = workspaceOf(nix.folder, tree, chosen);
  Object.assign(process.env, nix.env);

  const { repo: registry } = repoAt(workspace, 'repos/registry');
  const resolution = await wholePackages(workspace, registry, [...there].sort());
  log(`${resolution.packages.length} packages moved; asking what the rest is made of`);
  const started = performance.now();
  const { facts, problems } = await completeBaseFacts({
    ...{ workspaceRoot: workspace, registry, resolutions: [resolution], known: undefined },
    nix: () => ({ bin: nix.bin, isOnPath: false }),
  });
  if (!facts) throw new Error(problems.map(({ message }) => message).join('\n'));
  const seconds = Math.round((performance.now() - started) / 1000);

  const config = registryConfig(registry.config, BaseNames.ofFacts(facts));
  const wiring = wire([resolution], config, new Places(() => undefined));
  const told = reachOf(wiring.packages, facts);
  const moved = wiring.packages.map(({ key }) => key);
  log('asking what the moved packages themselves are made of in the tree');
  const base = { ...asked(nix, tree), config: {}, patience: 120_000 };
  const replaced = resolution.packages.map(({ path }) => path);
  const paths = shuffled(replaced, seed).slice(0, MOST_JUDGED);
  const judged = paths.map((path) => ({ path, isPassed: false }));
  const made = await throughBase(base, facts, replaced, judged, []);

  const used = facts.through.map(({ path }) => pathText(path));
  const by = packagesToChange(facts, moved, changes, seed);
  const changed = await changesOfNames(nix, tree, [...used, ...moved], by, log);
  return {
    ...{ moved: moved.length, inUse: used.length, seconds, changed },
    isAll: facts.through.filter(({ reaches }) => reaches === 'all').length,
    missing: changed.filter((one) => one.name !== one.by && !told(one.name).has(one.by)),
    judged: changed.filter((one) => !told(one.name).isAll).length,
    ratios: ratiosOf(told, made, changed, used),
  };
}

/**
 * Reads the packages, and takes those away that ask for what the tree has not: where something is
 * wrong between repos, nothing is asked of a base.
 *
 * @param {string} workspace
 * @param {import('@nx-nix/resolver').Repo} registry
 * @param {readonly string[]} names at top level of the tree
 */
async function wholePackages(workspace, registry, names) {
  const top = { path: [], kind: /** @type {const} */ ('extensible'), names, called: [] };
  const config = registryConfig(registry.config, BaseNames.ofFacts(factsOf([top])));
  for (;;) {
    const { resolution } = resolutionOf((await readRepo(workspace, 'repos/core')).located);
    const { problems } = wire([resolution], config, new Places(() => undefined));
    if (problems.length === 0) return resolution;
    for (const { place } of problems) {
      rmSync(dirname(join(workspace, place.file)), { recursive: true, force: true });
    }
  }
}

/** @param {BaseFacts['sets']} sets @returns {BaseFacts} */
function factsOf(sets) {
  const known = { sets, leads: [], errors: [], through: [] };
  return { format: 0, base: '', fingerprint: '', systems: [SYSTEM], config: {}, ...known };
}

/**
 * Half of them are those that most names are made of, the others are drawn: most of these change
 * nothing but themselves.
 *
 * @param {BaseFacts} facts
 * @param {readonly string[]} moved
 * @param {number} count
 * @param {number} seed
 */
function packagesToChange({ through }, moved, count, seed) {
  /** @type {Map<string, number>} */
  const uses = new Map(moved.map((name) => [name, 0]));
  for (const { reaches } of through) {
    for (const name of reaches === 'all' ? [] : reaches.map(pathText)) {
      uses.set(name, (uses.get(name) ?? 0) + 1);
    }
  }
  const most = [...moved].sort((a, b) => (uses.get(b) ?? 0) - (uses.get(a) ?? 0));
  const some = most.slice(0, Math.ceil(count / 2));
  const rest = shuffled(moved, seed + 1).filter((name) => !some.includes(name));
  return [...some, ...rest.slice(0, count - some.length)];
}

/**
 * How much more the facts say than Nix does: medians of how many packages are told for each one
 * that is there.
 *
 * @param {ReturnType<typeof reachOf>} told
 * @param {readonly import('@nx-nix/resolver').BaseThrough[]} made of the moved packages
 * @param {readonly Change[]} changed
 * @param {readonly string[]} used
 */
function ratiosOf(told, made, changed, used) {
  const truth = made.flatMap(({ path, reaches }) => {
    if (reaches === 'all') return [];
    const key = pathText(path);
    const others = reaches.map(pathText).filter((one) => one !== key);
    return others.length > 0 ? [{ key, count: others.length }] : [];
  });
  const sizes = truth.map(({ key, count }) => {
    const found = [...told(key).names].filter((one) => one !== key).length;
    return { ratio: found / count, isAll: told(key).isAll };
  });
  const by = [...new Set(changed.map((one) => one.by))];
  const ofNames = used.flatMap((name) => {
    const changing = new Set(changed.filter((one) => one.name === name).map((one) => one.by)).size;
    const found = by.filter((one) => told(name).has(one)).length;
    return changing > 0 && !told(name).isAll ? [found / changing] : [];
  });
  return {
    names: median(ofNames),
    whole: `${sizes.filter(({ isAll }) => isAll).length} of ${sizes.length}`,
    packages: median(sizes.filter(({ isAll }) => !isAll).map(({ ratio }) => ratio)),
  };
}

/** @param {readonly number[]} numbers */
function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted.length === 0 ? undefined : Number(sorted[sorted.length >> 1]?.toFixed(2));
}

/** @param {AskedNix} nix @param {string} tree */
function asked({ bin }, tree) {
  return { nix: { bin, isOnPath: false }, folder: realpathSync(tree) };
}

/** @param {string} tree */
function byNameFolders(tree) {
  const root = join(tree, 'pkgs/by-name');
  return readdirSync(root, { withFileTypes: true })
    .filter((shard) => shard.isDirectory())
    .flatMap(({ name: shard }) => readdirSync(join(root, shard)).map((name) => ({ name, shard })))
    .filter(({ name, shard }) => existsSync(join(root, shard, name, 'package.nix')))
    .map((one) => ({ ...one, folder: join(root, one.shard, one.name) }));
}

/**
 * A workspace with a repo and a registry on the tree.
 *
 * @param {string} folder
 * @param {string} tree
 * @param {readonly { name: string, shard: string, folder: string }[]} packages
 */
function workspaceOf(folder, tree, packages) {
  const root = join(folder, 'workspace');
  const write = (/** @type {string} */ repo, /** @type {unknown} */ config) => {
    mkdirSync(join(root, 'repos', repo), { recursive: true });
    writeFileSync(join(root, 'repos', repo, 'nix-repo.json'), `${JSON.stringify(config)}\n`);
  };
  write('core', { kind: 'core', layout: 'pkgs-by-name' });
  write('registry', { kind: 'registry', base: tree, systems: [SYSTEM] });
  for (const { name, shard, folder: from } of packages) {
    cpSync(from, join(root, 'repos/core/pkgs/by-name', shard, name), { recursive: true });
  }
  return root;
}
