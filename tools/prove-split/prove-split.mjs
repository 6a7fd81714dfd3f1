import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadParser } from '@nx-nix/lambdas';
import { folderInRepo, writeRepo } from '../split-tree/repo-files.mjs';
import { shuffled } from '../split-tree/shuffled.mjs';
import { SplitTree } from '../split-tree/split-tree.mjs';
import { drvPaths, setText } from './drv-paths.mjs';
import { emitRegistry } from './emit-registry.mjs';
import { proofWorkspace } from './proof-workspace.mjs';
import {
  changedQuestions,
  extendQuestions,
  packageQuestion,
  pythonQuestions,
} from './questions.mjs';

/** @typedef {import('../check-tree/asked-nix.mjs').AskedNix} AskedNix */
/** @typedef {import('./drv-paths.mjs').Variant} Variant */
/** @typedef {import('./questions.mjs').Question} Question */
/** @typedef {import('../split-tree/package-folders.mjs').PackageFolder} PackageFolder */

/**
 * @typedef {object} ProofOptions
 * @property {number} packages
 * @property {number} modules
 * @property {number} seed
 * @property {readonly string[]} always
 * @property {readonly string[] | undefined} only
 * @property {readonly string[]} systems
 * @property {string} cross
 * @property {string} config
 * @property {(line: string) => void} log
 */

/**
 * What was compared under one variant.
 *
 * @typedef {object} Compared
 * @property {string} variant
 * @property {number} same
 * @property {readonly { name: string, why: string }[]} failing on both sides
 * @property {readonly { name: string, ours: string, theirs: string }[]} different
 */

/**
 * @typedef {object} Proof
 * @property {string} workspace
 * @property {readonly { name: string, kind: PackageFolder['kind'], repo: string }[]} moved
 * @property {readonly { name: string, why: string }[]} skipped
 * @property {readonly Compared[]} compared
 * @property {boolean | undefined} reachesThroughBase whether changing gnumake changes tree; undefined
 *   where one of them is not there
 * @property {readonly string[] | 'all' | undefined} stdenvIsMadeOf as pkgs.json says
 * @property {boolean} holds
 */

/**
 * @param {AskedNix} nix
 * @param {string} tree
 * @param {ProofOptions} options
 * @returns {Promise<Proof>}
 */
export async function proveSplit(nix, tree, options) {
  const { systems, cross, config, log } = options;
  /** @type {readonly Variant[]} */
  const variants = [
    ...systems.map((system) => ({ name: system, system, config })),
    ...(cross === ''
      ? []
      : [{ name: `pkgsCross.${cross}`, system: systems[0] ?? '', cross, config }]),
  ];
  const { packages, modules, others, skipped } = await chosen(nix, tree, options);
  log(`moving ${packages.length} packages and ${modules.length} modules`);
  const workspace = proofWorkspace(tree, systems);
  const moved = [...packages, ...modules].map((pkg, index) => ({
    pkg,
    repo: pkg.kind === 'python' ? 'python' : (['core', 'more'][index % 2] ?? 'core'),
  }));
  for (const repo of ['core', 'more', 'python']) {
    const own = moved.filter((one) => one.repo === repo).map(({ pkg }) => pkg);
    if (own.length > 0) writeRepo(tree, join(workspace, 'repos', repo), own);
  }
  const started = performance.now();
  emitRegistry(nix, workspace);
  log(`emitted the registry in ${((performance.now() - started) / 1000).toFixed(0)} s`);

  const registry = join(workspace, 'repos/registry');
  const folders = [workspace, tree];
  const questions = questionsAbout(packages, modules, others);
  const compared = [];
  for (const variant of variants) {
    const answers = [];
    for (const folder of [registry, tree]) {
      const side = folder === tree ? 'the tree' : 'the registry';
      answers.push(
        await drvPaths(nix, setText(folder, variant), questions, folders, (done) => {
          if (done % 50 === 0) log(`${variant.name}, ${side}: ${done} of ${questions.length}`);
        }),
      );
    }
    const [ours = [], theirs = []] = answers;
    compared.push(comparedAnswers(variant.name, questions, ours, theirs));
    log(`${variant.name}: ${compared.at(-1)?.different.length} different`);
  }
  const [first] = variants;
  const reachesThroughBase =
    first && (await gnumakeReachesTree(nix, workspace, moved, setText(registry, first), folders));
  return {
    workspace,
    moved: moved.map(({ pkg: { name, kind }, repo }) => ({ name, kind, repo })),
    ...{ skipped, compared, reachesThroughBase },
    stdenvIsMadeOf: throughBase(registry, 'stdenv'),
    holds:
      compared.every(({ same, different }) => same > 0 && different.length === 0) &&
      reachesThroughBase !== false,
  };
}

/**
 * What is moved: what the set has, evaluates, and can be moved; and some that stay.
 *
 * @param {AskedNix} nix
 * @param {string} tree
 * @param {ProofOptions} options
 */
async function chosen(nix, tree, { packages, modules, seed, always, only, systems, config, log }) {
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
  const goodModules = await evaluating(['python3Packages'], inPython.slice(0, modules * 2));
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

/**
 * @param {readonly PackageFolder[]} packages
 * @param {readonly PackageFolder[]} modules
 * @param {readonly string[]} others
 * @returns {readonly Question[]}
 */
function questionsAbout(packages, modules, others) {
  const dependents = ['tree', 'hello', ...others.slice(0, 3)];
  const names = modules.map(({ name }) => name);
  return [
    ...packages.map(({ name }) => packageQuestion([name])),
    ...['tree', ...others].map((name) => packageQuestion([name])),
    ...names.flatMap((name) => [packageQuestion(['python3Packages', name])]),
    ...packages.slice(0, 25).flatMap(({ name }) => changedQuestions(name)),
    ...pythonQuestions(names),
    ...packages.slice(0, 2).flatMap(({ name }) => extendQuestions(name, dependents)),
  ];
}

/**
 * @param {string} variant
 * @param {readonly Question[]} questions
 * @param {readonly import('./drv-paths.mjs').Answer[]} ours
 * @param {readonly import('./drv-paths.mjs').Answer[]} theirs
 * @returns {Compared}
 */
function comparedAnswers(variant, questions, ours, theirs) {
  const pairs = questions.map(({ name }, index) => {
    const told = [ours[index], theirs[index]].map((answer) =>
      !answer ? 'not asked' : 'drvPath' in answer ? answer.drvPath : answer.error,
    );
    const fails = [ours[index], theirs[index]].every((answer) => answer && 'error' in answer);
    return { name, ours: told[0] ?? '', theirs: told[1] ?? '', fails };
  });
  return {
    variant,
    same: pairs.filter(({ fails, ours, theirs }) => !fails && ours === theirs).length,
    failing: pairs.filter(({ fails }) => fails).map(({ name, theirs }) => ({ name, why: theirs })),
    different: pairs
      .filter(({ fails, ours, theirs }) => !fails && ours !== theirs)
      .map(({ name, ours, theirs }) => ({ name, ours, theirs })),
  };
}

/**
 * Which packages of the repos the base makes a name of.
 *
 * @param {string} registry
 * @param {string} name
 * @returns {readonly string[] | 'all' | undefined}
 */
function throughBase(registry, name) {
  const { base } = JSON.parse(readFileSync(join(registry, 'pkgs.json'), 'utf8'));
  return base?.find((/** @type {{ attribute: string }} */ { attribute }) => attribute === name)
    ?.through;
}

/**
 * Changes gnumake where it lies now: `tree` names nothing but what all name.
 *
 * @param {AskedNix} nix
 * @param {string} workspace
 * @param {readonly { pkg: PackageFolder, repo: string }[]} moved
 * @param {string} set
 * @param {readonly string[]} folders
 */
async function gnumakeReachesTree(nix, workspace, moved, set, folders) {
  const gnumake = moved.find(({ pkg }) => pkg.name === 'gnumake');
  if (!gnumake) return undefined;
  const folder = join(workspace, 'repos', gnumake.repo, folderInRepo(gnumake.pkg));
  const file = join(folder, 'package.nix');
  const ask = () => drvPaths(nix, set, [packageQuestion(['tree'])], folders);
  const [before] = await ask();
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace('pname = "gnumake";', '$& proveSplit = "changed";'));
  const [after] = await ask();
  writeFileSync(file, text);
  const paths = [before, after].map((answer) => answer && 'drvPath' in answer && answer.drvPath);
  return paths.every(Boolean) && paths[0] !== paths[1];
}
