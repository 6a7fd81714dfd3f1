/**
 * Measures the analysis of a large workspace: the first reading, a second one with the cache, and
 * one after an edit.
 *
 *   node tools/bench/graph.mjs [PACKAGES …]
 *
 * Trees are synthetic: by-name, two repos, six formals for each package (the median of nixpkgs),
 * equal in every run. Prints milliseconds and, from the second size on, how they grow with the
 * number of packages.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadParser } from '@nx-nix/lambdas';
import {
  baseOfFacts,
  pkgsJson,
  pkgsNix,
  ReadingCache,
  readRepo,
  resolutionOf,
  wireResolutions,
} from '@nx-nix/resolver';

const sizes = process.argv.slice(2).map(Number);
await loadParser();
/** @type {{ size: number, row: Record<string, number> } | undefined} */
let last;
for (const size of sizes.length > 0 ? sizes : [1_000, 10_000, 25_000]) {
  const root = mkdtempSync(join(tmpdir(), 'nx-nix-bench-'));
  try {
    const row = await measure(root, size);
    console.log(`${size} packages`);
    for (const [name, ms] of Object.entries(row)) {
      const before = last?.row[name];
      const growth =
        last && before
          ? `  × ${(ms / before).toFixed(1)} for × ${(size / last.size).toFixed(1)} packages`
          : '';
      console.log(`  ${name.padEnd(12)} ${ms.toFixed(0).padStart(7)} ms${growth}`);
    }
    last = { size, row };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** @param {string} root @param {number} size */
async function measure(root, size) {
  const random = generator(7);
  const name = (/** @type {number} */ i) => `package-${i}`;
  for (let i = 0; i < size; i++) {
    const wants = new Set(['stdenv', 'lib']);
    // Most dependencies are on a few popular packages, and all are on earlier ones: so there are no
    // circles.
    for (let n = 0; n < 4 && i > 0; n++) wants.add(name(Math.floor(random() ** 3 * i)));
    write(root, i, name(i), `{\n${[...wants].map((want) => `  ${want},\n`).join('')}}:\n`);
  }
  write(root, 0, 'stdenv', '{ }:\n');

  const first = await analyse(root);
  const again = await analyse(root);
  write(root, 1, name(1), '{\n  stdenv,\n}:\n# edited\n');
  const edited = await analyse(root);
  return {
    first: first.read,
    again: again.read,
    edited: edited.read,
    wire: again.wire,
    emit: again.emit,
  };
}

/** @param {string} root @param {number} i @param {string} name @param {string} head */
function write(root, i, name, head) {
  const file = join(
    root,
    'repos',
    i % 2 ? 'core' : 'python',
    'by-name',
    `s${i % 700}`,
    name,
    'package.nix',
  );
  mkdirSync(dirname(file), { recursive: true });
  const body = `  pname = "${name}";\n`.repeat(1);
  writeFileSync(file, `${head}stdenv.mkDerivation {\n${body}  # ${'x'.repeat(900)}\n}\n`);
}

/** @param {string} root */
async function analyse(root) {
  const start = performance.now();
  const located = [];
  for (const repo of ['core', 'python']) {
    const cache = new ReadingCache(join(root, `readings-${repo}.json`), 'bench');
    const read = await readRepo(root, `repos/${repo}`, { cache });
    cache.save();
    located.push(read.located);
  }
  const read = performance.now();
  const resolutions = located.map((repo) => resolutionOf(repo).resolution);
  const { wiring } = wireResolutions({
    workspaceRoot: root,
    registry: undefined,
    resolutions,
    positionsOf: () => undefined,
    base: baseOfFacts(undefined, []),
  });
  if (wiring.problems.length > 0) throw new Error('the bench tree has problems');
  const wired = performance.now();
  pkgsNix(wiring);
  pkgsJson(wiring);
  return { read: read - start, wire: wired - read, emit: performance.now() - wired };
}

/**
 * A small generator of random numbers in [0, 1), the same on every machine (mulberry32).
 * @param {number} seed
 */
function generator(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
