/**
 * Measures how long it takes to read the formals of all packages of a set as large as nixpkgs,
 * compared with Nix and with only reading the files: in one run, in turns, each in its own process.
 *
 *   npm run bench [-- ROUNDS]
 *
 * Nix is taken from the folder NX_NIX_TEST_NIX, else from PATH. Its formals are compared with ours;
 * seconds are those of whole processes, medians of the rounds.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeTree, packageFacts } from './make-tree.mjs';

/** @typedef {{ files?: number, packages?: number, formals?: number, problems?: number, read?: number, parsed?: number, rss: number }} Said */
/** @typedef {{ seconds: number, stdout: string }} Run */

const rounds = Number(process.argv[2] ?? 5);
const mostMemory = 300;
const nix = process.env['NX_NIX_TEST_NIX']
  ? join(process.env['NX_NIX_TEST_NIX'], 'nix-instantiate')
  : 'nix-instantiate';

const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'nx-nix-bench-')));
try {
  process.exitCode = bench() ? 0 : 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** True if Nix gives the same formals and no file is read needlessly. Times are only printed. */
function bench() {
  const tree = join(scratch, 'nixpkgs');
  const facts = packageFacts();
  const files = makeTree(tree, facts);
  const list = join(scratch, 'files');
  writeFileSync(list, files.join('\n'));
  const evaluation = nixEvaluation(tree);
  const hasNix = spawnSync(nix, ['--version'], { stdio: 'ignore' }).status === 0;

  /** @type {Record<string, () => Run>} */
  const contestants = {
    'merely reading the files': () => node('read-files.mjs', [list]),
    'reading heads, cold': () => {
      rmSync(join(scratch, 'heads'), { force: true });
      return node('read-formals.mjs', [tree, join(scratch, 'heads'), 'head']);
    },
    'reading heads, nothing changed': () =>
      node('read-formals.mjs', [tree, join(scratch, 'heads'), 'head']),
    ...(hasNix && { 'Nix evaluating functionArgs': () => run(nix, evaluation, nixEnvironment()) }),
  };
  console.log(`${facts.length} packages, ${rounds} rounds`);
  const ran = inTurns(contestants);
  const bodies = {
    'reading bodies, cold': [node('read-formals.mjs', [tree, join(scratch, 'bodies'), 'body'])],
    'reading bodies, nothing changed': [
      node('read-formals.mjs', [tree, join(scratch, 'bodies'), 'body']),
    ],
  };
  for (const [name, runs] of Object.entries({ ...ran, ...bodies })) printRow(name, runs);
  const isSound = printCounts(facts.length, ran, bodies);
  const agrees = printAgreement(tree, ran['Nix evaluating functionArgs']?.[0]?.stdout);
  printAims(ran);
  return isSound && agrees;
}

/** @param {Record<string, () => Run>} contestants */
function inTurns(contestants) {
  /** @type {Record<string, Run[]>} */
  const ran = {};
  for (let round = 0; round < rounds; round++) {
    for (const [name, go] of Object.entries(contestants)) (ran[name] ??= []).push(go());
  }
  return ran;
}

/** @param {string} name @param {readonly Run[]} runs */
function printRow(name, runs) {
  const seconds = runs.map((one) => one.seconds);
  const range = `${Math.min(...seconds).toFixed(2)}–${Math.max(...seconds).toFixed(2)}`;
  const memory = name.startsWith('Nix') ? '' : `${megabytes(runs).toFixed(0).padStart(6)} MiB`;
  console.log(
    `  ${name.padEnd(32)} ${median(seconds).toFixed(2).padStart(6)} s  (${range})${memory}`,
  );
}

/**
 * @param {number} packages
 * @param {Readonly<Record<string, readonly Run[]>>} heads
 * @param {Readonly<Record<string, readonly Run[]>>} bodies
 */
function printCounts(packages, heads, bodies) {
  let isSound = true;
  for (const [name, runs] of Object.entries({ ...heads, ...bodies })) {
    if (!name.startsWith('reading')) continue;
    const { packages: found, problems, read, parsed } = said(runs[0]);
    console.log(`  ${name}: ${read} files read, ${parsed} parsed`);
    const isIdle = !name.endsWith('nothing changed') || (read === 0 && parsed === 0);
    isSound &&= found === packages && problems === 0 && isIdle;
  }
  if (!isSound) console.log('  WRONG: packages are missing, have problems, or were read in vain');
  return isSound;
}

/** @param {string} tree @param {string | undefined} theirs what Nix printed */
function printAgreement(tree, theirs) {
  if (theirs === undefined) {
    console.log('  no Nix was found: nothing to compare with');
    return true;
  }
  const output = join(scratch, 'formals.json');
  node('read-formals.mjs', [tree, join(scratch, 'heads'), 'head', output]);
  const ours = sorted(JSON.parse(readFileSync(output, 'utf8')));
  const agrees = ours === sorted(JSON.parse(theirs));
  console.log(agrees ? '  Nix says the same of all formals' : '  WRONG: Nix says otherwise');
  return agrees;
}

/** @param {Readonly<Record<string, readonly Run[]>>} ran */
function printAims(ran) {
  const heads = secondsOf(ran['reading heads, cold']);
  const files = secondsOf(ran['merely reading the files']);
  const evaluation = secondsOf(ran['Nix evaluating functionArgs']);
  if (evaluation) printAim("of Nix's time", heads / evaluation, 0.5);
  printAim('times merely reading the files', heads / files, 3);
  printAim('MiB of memory', megabytes(ran['reading heads, cold'] ?? []), mostMemory);
}

/** @param {string} what @param {number} is @param {number} most */
function printAim(what, is, most) {
  const figure = is < 10 ? is.toFixed(2) : is.toFixed(0);
  console.log(`  ${is <= most ? 'met   ' : 'MISSED'}  ${figure} ${what} (at most ${most})`);
}

/** Arguments for Nix: it prints the formals of each package, by name. @param {string} tree */
function nixEvaluation(tree) {
  const expression = `let root = ${JSON.stringify(tree)} + "/pkgs/by-name"; in
    builtins.foldl' (all: shard: all // builtins.mapAttrs
      (name: _: builtins.functionArgs (import (root + "/\${shard}/\${name}/package.nix")))
      (builtins.readDir (root + "/\${shard}"))) { } (builtins.attrNames (builtins.readDir root))`;
  return ['--eval', '--strict', '--json', '-E', expression];
}

/** A store of its own: no files of the user are read or written. */
function nixEnvironment() {
  const own = join(scratch, 'nix');
  mkdirSync(own, { recursive: true });
  return {
    ...{ HOME: own, XDG_CACHE_HOME: own, NIX_CONF_DIR: own, NIX_STORE_DIR: join(own, 'store') },
    ...{ NIX_STATE_DIR: join(own, 'var'), NIX_LOG_DIR: join(own, 'log') },
  };
}

/** @param {string} script @param {readonly string[]} args */
function node(script, args) {
  return run(process.execPath, [fileURLToPath(new URL(script, import.meta.url)), ...args], {});
}

/** @param {string} command @param {readonly string[]} args @param {Readonly<Record<string, string>>} env @returns {Run} */
function run(command, args, env) {
  const start = performance.now();
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    env: { ...process.env, ...env },
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  const seconds = (performance.now() - start) / 1000;
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} failed:\n${stderr}`);
  return { seconds, stdout };
}

/** @param {Run | undefined} one @returns {Said} */
function said(one) {
  return JSON.parse(one?.stdout ?? '{}');
}

/**
 * The most memory that any of the runs used; the system reports KiB.
 * @param {readonly Run[]} runs
 */
function megabytes(runs) {
  return Math.max(...runs.map((one) => said(one).rss)) / 1024;
}

/** @param {readonly Run[] | undefined} runs */
function secondsOf(runs) {
  return runs ? median(runs.map((one) => one.seconds)) : 0;
}

/** @param {readonly number[]} numbers */
function median(numbers) {
  const ordered = [...numbers].sort((a, b) => a - b);
  return ordered[Math.floor(ordered.length / 2)] ?? 0;
}

/** The formals as JSON, with sorted keys. @param {Record<string, Record<string, boolean>>} args */
function sorted(args) {
  const packages = Object.entries(args).map(([name, formals]) => [
    name,
    Object.entries(formals).sort(byName),
  ]);
  return JSON.stringify(packages.sort(byName));
}

/** @param {any[]} a @param {any[]} b */
function byName([a], [b]) {
  return a < b ? -1 : 1;
}
