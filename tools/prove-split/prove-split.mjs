import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeRepo } from '../split-tree/repo-files.mjs';
import { chosenPackages } from './chosen-packages.mjs';
import { drvPaths, setText } from './drv-paths.mjs';
import { emitWhatIsWhole, folderOf } from './emit-whole.mjs';
import { proofWorkspace } from './proof-workspace.mjs';
import {
  changedQuestions,
  extendQuestions,
  packageQuestion,
  pythonQuestions,
} from './questions.mjs';
import { reachesThroughBase, throughBase } from './through-base.mjs';

/** @typedef {import('../asked-nix/asked-nix.mjs').AskedNix} AskedNix */
/** @typedef {import('./drv-paths.mjs').Variant} Variant */
/** @typedef {import('./questions.mjs').Question} Question */
/** @typedef {import('../split-tree/package-folders.mjs').PackageFolder} PackageFolder */

/** @typedef {import('./proof-options.mjs').ProofOptions} ProofOptions */

/**
 * The comparison for one variant.
 *
 * @typedef {object} Compared
 * @property {string} variant
 * @property {number} same
 * @property {readonly { name: string, why: string }[]} failing on both sides
 * @property {readonly { name: string, ours: string, theirs: string }[]} different
 */

/**
 * The result of a proof.
 *
 * @typedef {object} Proof
 * @property {string} workspace
 * @property {readonly { name: string, kind: PackageFolder['kind'], repo: string }[]} moved
 * @property {readonly { name: string, why: string }[]} skipped
 * @property {readonly Compared[]} compared
 * @property {boolean | undefined} reachesThroughBase whether changing gnumake changes tree, or
 *   another package that does not name it; undefined if that cannot be tried
 * @property {readonly string[] | 'all' | undefined} stdenvIsMadeOf from pkgs.json
 * @property {boolean} holds
 */

/**
 * Moves packages of a tree to repos, and compares the registry with the tree.
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
  const { packages, modules, others, skipped } = await chosenPackages(nix, tree, options);
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
  const { emitted, refused } = emitWhatIsWhole(nix, workspace, moved);
  log(`emitted the registry in ${((performance.now() - started) / 1000).toFixed(0)} s`);

  const registry = join(workspace, 'repos/registry');
  const folders = [workspace, tree];
  const questions = questionsAbout(pathsOf(registry), others);
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
  const reached = first && (await gnumakeReaches(setText(registry, first)));
  return {
    workspace,
    moved: emitted.map(({ pkg: { name, kind }, repo }) => ({ name, kind, repo })),
    skipped: [...skipped, ...refused],
    ...{ compared, reachesThroughBase: reached, stdenvIsMadeOf: throughBase(registry, 'stdenv') },
    holds:
      compared.every(({ same, different }) => same > 0 && different.length === 0) &&
      reached !== false,
  };

  /**
   * True if a change of gnumake in its repo changes a package that does not name it; undefined if
   * that cannot be tried.
   * @param {string} set
   */
  async function gnumakeReaches(set) {
    const gnumake = emitted.find(({ pkg }) => pkg.name === 'gnumake');
    if (!gnumake) return undefined;
    const names = ['tree', ...others.slice(0, 3)].map((name) => packageQuestion([name]));
    return reachesThroughBase(join(workspace, folderOf(gnumake)), async () => {
      const answers = await drvPaths(nix, set, names, folders);
      return answers.flatMap((answer) => ('drvPath' in answer ? [answer.drvPath] : []))[0];
    });
  }
}

/**
 * The attribute paths of all packages of the repos, from pkgs.json; a group has several.
 *
 * @param {string} registry
 * @returns {readonly (readonly string[])[]}
 */
function pathsOf(registry) {
  const { packages } = JSON.parse(readFileSync(join(registry, 'pkgs.json'), 'utf8'));
  return packages.map((/** @type {{ path: readonly string[] }} */ { path }) => path);
}

/**
 * @param {readonly (readonly string[])[]} moved
 * @param {readonly string[]} others
 * @returns {readonly Question[]}
 */
function questionsAbout(moved, others) {
  const dependents = ['tree', 'hello', ...others.slice(0, 3)];
  const top = moved.flatMap(([name, ...rest]) => (name && rest.length === 0 ? [name] : []));
  const modules = moved.flatMap(([set, name]) => (set === 'python3Packages' && name ? [name] : []));
  return [
    ...[...moved, ['tree'], ...others.map((name) => [name])].map(packageQuestion),
    ...top.slice(0, 25).flatMap(changedQuestions),
    ...pythonQuestions(modules),
    ...top.slice(0, 2).flatMap((name) => extendQuestions(name, dependents)),
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
