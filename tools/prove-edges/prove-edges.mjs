import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { emitWhatIsWhole } from '../prove-split/emit-whole.mjs';
import { chosenPackages } from '../prove-split/chosen-packages.mjs';
import { drvPaths, setText } from '../prove-split/drv-paths.mjs';
import { proofWorkspace } from '../prove-split/proof-workspace.mjs';
import { packageQuestion } from '../prove-split/questions.mjs';
import { writeRepo } from '../split-tree/repo-files.mjs';
import { comparedEdges } from './compared-edges.mjs';
import { derivationGraph, storeName } from './derivation-graph.mjs';

/** @typedef {import('../prove-split/proof-options.mjs').ProofOptions} ProofOptions */

/** Packages go to these in turns, modules of Python to a fourth. */
const REPOS = ['core', 'more', 'other'];

/**
 * Moves packages of a tree to four repos, and compares the edges of the registry's graph with the
 * derivations that Nix makes.
 *
 * @param {import('../asked-nix/asked-nix.mjs').AskedNix} nix
 * @param {string} tree
 * @param {ProofOptions} options
 */
export async function proveEdges(nix, tree, options) {
  const { systems, log } = options;
  const { packages, modules, skipped } = await chosenPackages(nix, tree, options);
  log(`moving ${packages.length} packages and ${modules.length} modules`);
  const workspace = proofWorkspace(tree, systems);
  const moved = [...packages, ...modules].map((pkg, index) => ({
    pkg,
    repo: pkg.kind === 'python' ? 'python' : (REPOS[index % REPOS.length] ?? 'core'),
  }));
  for (const repo of [...REPOS, 'python']) {
    const own = moved.filter((one) => one.repo === repo).map(({ pkg }) => pkg);
    if (own.length > 0) writeRepo(tree, join(workspace, 'repos', repo), own);
  }
  const started = performance.now();
  const { refused } = emitWhatIsWhole(nix, workspace, moved);
  const seconds = Math.round((performance.now() - started) / 1000);
  log(`emitted the registry in ${seconds} s`);

  const compared = await compareWorkspace(nix, workspace, tree, options);
  return { ...compared, seconds, skipped: [...skipped, ...refused] };
}

/**
 * Compares the registry of a workspace, which is emitted, with the derivations of its packages.
 *
 * @param {import('../asked-nix/asked-nix.mjs').AskedNix} nix
 * @param {string} workspace
 * @param {string} tree
 * @param {Pick<ProofOptions, 'systems' | 'config' | 'log'>} options
 */
export async function compareWorkspace(nix, workspace, tree, { systems, config, log }) {
  const registry = join(workspace, 'repos/registry');
  /** @type {import('./compared-edges.mjs').WrittenGraph} */
  const graph = JSON.parse(readFileSync(join(registry, 'pkgs.json'), 'utf8'));
  const set = setText(registry, { name: '', system: systems[0] ?? '', config });
  const folders = [workspace, tree];
  const pythons = await otherPythons(nix, set, folders);
  const asked = graph.packages.flatMap(({ path, attribute }) => [
    { attribute, path, isOwn: true },
    ...pythons
      .filter(() => path[0] === 'python3Packages')
      .map((python) => ({ attribute, path: [python, ...path.slice(1)], isOwn: false })),
  ]);
  const questions = asked.map(({ path }) => packageQuestion(path));
  const answers = await drvPaths(nix, set, questions, folders, (done) => {
    if (done % 50 === 0) log(`${done} of ${questions.length} derivations`);
  });
  /** @type {Map<string, string>} */
  const derivations = new Map();
  /** @type {Map<string, string>} */
  const owners = new Map();
  /** @type {{ name: string, why: string }[]} */
  const failing = [];
  const paths = asked.flatMap(({ attribute, isOwn }, i) => {
    const answer = answers[i];
    if (!answer || 'error' in answer) {
      if (isOwn) failing.push({ name: attribute, why: answer?.error ?? 'not asked' });
      return [];
    }
    const name = storeName(answer.drvPath);
    if (isOwn) derivations.set(attribute, name);
    // Of two packages that are one derivation, the first stands for both.
    if (!owners.has(name)) owners.set(name, attribute);
    return [answer.drvPath];
  });
  const inputs = derivationGraph(nix, paths);
  const compared = comparedEdges(graph, derivations, owners, inputs);
  return {
    workspace,
    nix: nix.version,
    packages: graph.packages.length,
    /** @type {readonly { name: string, why: string }[]} */
    skipped: [],
    failing,
    derivations: inputs.size,
    ...compared,
    holds: compared.dependencies > 0 && compared.missing.length === 0,
  };
}

/**
 * The sets of other Pythons than the first one: their modules are the same packages.
 *
 * @param {import('../asked-nix/asked-nix.mjs').AskedNix} nix
 * @param {string} set
 * @param {readonly string[]} folders
 */
async function otherPythons(nix, set, folders) {
  const names = await nix.evaluate(
    `builtins.filter (name: builtins.match "python3[0-9]+Packages" name != null) (builtins.attrNames ${set})`,
    folders,
  );
  return 'error' in names ? [] : /** @type {string[]} */ (names.value);
}
