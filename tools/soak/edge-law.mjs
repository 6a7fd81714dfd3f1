/** The law of edges: what the derivation of a package is made of, the graph leads to. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { AskedNix } from '../asked-nix/asked-nix.mjs';
import { proveEdges } from '../prove-edges/prove-edges.mjs';
import { filesOfPackage, randomSet, smallerSets } from './random-sets.mjs';

/** @typedef {import('./random-sets.mjs').RandomSet} RandomSet */
/** @typedef {import('./laws.mjs').Counts} Counts */
/** @typedef {import('../prove-split/proof-options.mjs').ProofOptions} ProofOptions */

const smallBase = fileURLToPath(new URL('../testing/small-base', import.meta.url));
const modulesFile = 'pkgs/top-level/python-packages.nix';

/**
 * Random packages in a copy of the small base.
 *
 * @param {string | undefined} bin the folder of the Nix to ask
 * @returns {import('./laws.mjs').Law<RandomSet>}
 */
export function edgesOfRandomSets(bin) {
  return {
    name: 'edges',
    inputs: randomSet,
    smaller: (set, error) => smallerSets(set, error instanceof NoEdge ? error.packages : []),
    shown: ({ packages, moved, movedModules }) =>
      [
        `the small base, of which these are moved: ${[...moved, ...movedModules].join(' ')}`,
        `and: ${packages.flatMap(({ name, isMoved }) => (isMoved ? [name] : [])).join(' ')}`,
        ...packages.flatMap((pkg) =>
          Object.entries(filesOfPackage(pkg)).map(([file, text]) => `${file}:\n${text}`),
        ),
      ].join('\n'),
    holds: async (set) => {
      const folder = mkdtempSync(join(tmpdir(), 'soak-tree-'));
      try {
        const tree = join(folder, 'tree');
        writeTree(tree, set);
        return await everyDependencyIsAnEdge(bin, tree, movedOf(set));
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}

/**
 * Packages of a tree like nixpkgs, by a seed.
 *
 * @param {string | undefined} bin the folder of the Nix to ask
 * @param {string} tree
 * @returns {import('./laws.mjs').Law<number>}
 */
export function edgesOfTree(bin, tree) {
  return {
    name: 'edges',
    inputs: fc.nat(),
    // Another seed is no smaller one.
    smaller: () => [],
    shown: (seed) => `packages of ${tree} by the seed ${seed}`,
    holds: (seed) =>
      everyDependencyIsAnEdge(bin, tree, { ...{ packages: 60, modules: 10 }, always: [], seed }),
  };
}

/** A dependency of a derivation to which no edge leads. */
class NoEdge extends Error {
  /** @param {readonly { from: string, to: string }[]} missing */
  constructor(missing) {
    super(`no edge leads there: ${missing.map(({ from, to }) => `${from} -> ${to}`).join(', ')}`);
    const [first] = missing;
    /** The names of the two packages of the first one, without their sets. */
    this.packages = first ? [first.from, first.to].map((one) => one.split('.').at(-1) ?? '') : [];
  }
}

/** Whether packages can be drawn from a folder. @param {string} folder */
export function isLikeNixpkgs(folder) {
  return existsSync(join(folder, 'default.nix')) && existsSync(join(folder, 'pkgs/by-name'));
}

/** What is moved, and nothing else. @param {RandomSet} set */
function movedOf({ packages, moved, movedModules }) {
  const random = packages.filter(({ isMoved }) => isMoved);
  const named = (/** @type {boolean} */ isModule) =>
    random.filter((one) => one.isModule === isModule).map(({ name }) => name);
  const always = [...moved, ...named(false)];
  const alwaysModules = [...movedModules, ...named(true)];
  return { always, alwaysModules, packages: always.length, modules: alwaysModules.length, seed: 0 };
}

/** @param {string} tree @param {RandomSet} set */
function writeTree(tree, { packages }) {
  cpSync(smallBase, tree, { recursive: true });
  for (const [file, text] of packages.flatMap((pkg) => Object.entries(filesOfPackage(pkg)))) {
    mkdirSync(dirname(join(tree, file)), { recursive: true });
    writeFileSync(join(tree, file), text);
  }
  const calls = packages
    .filter(({ isModule }) => isModule)
    .map(({ name }) => `\n  ${name} = callPackage ../development/python-modules/${name} { };\n`);
  const members = readFileSync(join(tree, modulesFile), 'utf8');
  const end = members.lastIndexOf('}');
  writeFileSync(join(tree, modulesFile), `${members.slice(0, end)}${calls.join('')}}\n`);
}

/**
 * Every time with a new Nix, whose store is gone afterwards: it would grow without end.
 *
 * @param {string | undefined} bin
 * @param {string} tree
 * @param {Pick<ProofOptions, 'packages' | 'modules' | 'always' | 'alwaysModules' | 'seed'>} chosen
 * @returns {Promise<Counts>}
 */
async function everyDependencyIsAnEdge(bin, tree, chosen) {
  const nix = new AskedNix(bin);
  try {
    const proof = await proveEdges(nix, tree, {
      ...{ ...chosen, only: undefined, systems: ['x86_64-linux'] },
      ...{ cross: '', config: '{ }', log: () => {} },
    });
    rmSync(proof.workspace, { recursive: true, force: true });
    if (proof.missing.length > 0) throw new NoEdge(proof.missing);
    return {
      packages: proof.packages,
      dependencies: proof.dependencies,
      'only by all': proof.onlyByAll.length,
      'that do not evaluate': proof.failing.length,
      'not moved': proof.skipped.length,
    };
  } finally {
    nix.end();
  }
}
