import { loadParser } from '@nx-nix/lambdas';
import { shuffled } from '../split-tree/shuffled.mjs';
import { SplitTree } from '../split-tree/split-tree.mjs';
import { drvPaths, setText } from './drv-paths.mjs';
import { packageQuestion } from './questions.mjs';

/** @typedef {import('../asked-nix/asked-nix.mjs').AskedNix} AskedNix */
/** @typedef {import('./proof-options.mjs').ProofOptions} ProofOptions */

/**
 * Chooses the packages to move: those in the set that evaluate and can be moved; and some that
 * stay.
 *
 * @param {AskedNix} nix
 * @param {string} tree
 * @param {ProofOptions} options
 */
export async function chosenPackages(
  nix,
  tree,
  { packages, modules, seed, always, alwaysModules = [], only, systems, config, log },
) {
  const set = setText(tree, { name: '', system: systems[0] ?? '', config });
  const split = new SplitTree(await loadParser(), tree, { withPython: !only && modules > 0 });
  log(`${split.byName.size} by-name packages, ${split.members.size} modules in ${tree}`);
  const of = async (/** @type {string} */ at, /** @type {Iterable<string>} */ known) => {
    const names = new Set(await namesIn(nix, `${set}${at}`, tree));
    return shuffled([...known].filter((name) => names.has(name)).sort(), seed);
  };
  const evaluating = async (
    /** @type {readonly string[]} */ path,
    /** @type {readonly string[]} */ names,
  ) => {
    const answers = await drvPaths(
      nix,
      set,
      names.map((name) => packageQuestion([...path, name])),
      [tree],
    );
    return names.filter((_, index) => 'drvPath' in (answers[index] ?? {}));
  };
  if (only) {
    const found = split.movable('byName', only);
    const others = shuffled(await namesIn(nix, set, tree), seed).slice(0, 150);
    const staying = others.filter((name) => !only.includes(name));
    return { ...found, modules: [], others: await evaluating([], staying) };
  }
  const byName = await of('', split.byName.keys());
  const candidates = byName
    .slice(0, Math.ceil(packages * 1.5) + 60)
    .filter((name) => !always.includes(name));
  const good = await evaluating([], candidates);
  const known = always.filter((name) => split.byName.has(name));
  const first = split.movable('byName', known);
  const rest = split.movable('byName', good, packages - first.packages.length);
  const taken = new Set([...first.packages, ...rest.packages].map(({ name }) => name));
  const inPython = modules > 0 ? await of('.python3Packages', split.members.keys()) : [];
  const wanted = alwaysModules.filter((name) => inPython.includes(name));
  const goodModules = await evaluating(
    ['python3Packages'],
    [...new Set([...wanted, ...inPython])].slice(0, modules * 2),
  );
  const python = split.movable('python', goodModules, modules);
  return {
    packages: [...first.packages, ...rest.packages],
    modules: python.packages,
    others: good.filter((name) => !taken.has(name)).slice(0, 60),
    skipped: [...first.skipped, ...rest.skipped, ...python.skipped],
  };
}

/** @param {AskedNix} nix @param {string} set @param {string} tree @returns {Promise<string[]>} */
async function namesIn(nix, set, tree) {
  const names = await nix.evaluate(`builtins.attrNames ${set}`, [tree]);
  if ('error' in names) throw new Error(`${set}: ${names.error}`);
  return /** @type {string[]} */ (names.value);
}
