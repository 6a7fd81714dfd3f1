/**
 * node tools/compare-with-nix.mjs FOLDER
 *
 * Reads every .nix file of a folder with @nx-nix/lambdas and with Nix, and prints every
 * disagreement: files that one of them refuses, lambdas whose formals or positions differ.
 * Exit status 1 on any. Nix is taken from the folder NX_NIX_TEST_NIX, else from PATH.
 *
 * Not counted as disagreement: undefined variables (Nix finds them while parsing, lambdas does not
 * look for them).
 */
import { spawnSync } from 'node:child_process';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

/** @typedef {import('@nx-nix/lambdas').PackageFile} PackageFile */
/** name → [has a default, line, column]
 * @typedef {Record<string, [boolean, number, number]>} FunctionArgs */

/** @type {typeof import('@nx-nix/lambdas')} */
const { loadParser, readPackageFile } = createRequire(import.meta.url)('../packages/lambdas');

const nix = process.env['NX_NIX_TEST_NIX']
  ? join(process.env['NX_NIX_TEST_NIX'], 'nix-instantiate')
  : 'nix-instantiate';
const batchSize = 500;

if (!process.argv[2]) {
  console.error('usage: node tools/compare-with-nix.mjs FOLDER');
  process.exit(2);
}
const folder = realpathSync(process.argv[2]);
const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'compare-with-nix-')));
try {
  process.exitCode = (await compare()) === 0 ? 0 : 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** The number of disagreements. */
async function compare() {
  const parser = await loadParser();
  const files = nixFiles(folder);
  const started = process.hrtime.bigint();
  const ours = new Map(files.map((file) => [file, readPackageFile(parser, readFileSync(file))]));
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  const refused = refusedByNix(files);
  const disagreements = [...verdicts(ours, refused), ...lambdas(ours, refused)];

  for (const line of disagreements) console.log(line);
  const undefinedVariables = [...refused.values()].filter(isUndefinedVariable).length;
  console.log(`${files.length} files, read in ${seconds.toFixed(2)} s`);
  console.log(
    `refused by Nix: ${refused.size}, of them for undefined variables: ${undefinedVariables}`,
  );
  console.log(`disagreements: ${disagreements.length}`);
  return disagreements.length;
}

/** @param {string} root */
function nixFiles(root) {
  return readdirSync(root, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.nix'))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

/**
 * Which files one side refuses and the other does not.
 *
 * @param {Map<string, PackageFile>} ours
 * @param {Map<string, string>} refused
 */
function* verdicts(ours, refused) {
  for (const [file, { flaws }] of ours) {
    const name = relative(folder, file);
    const flaw = flaws.find(({ kind }) => kind === 'syntax-error' || kind === 'duplicate-formal');
    const message = refused.get(file);
    if (flaw && message === undefined)
      yield `${name}: Nix accepts, lambdas says ${JSON.stringify(flaw)}`;
    if (!flaw && message !== undefined && !isUndefinedVariable(message)) {
      yield `${name}: lambdas accepts, Nix says ${message.replace(/\s+/g, ' ').slice(0, 200)}`;
    }
  }
}

/** @param {string} message */
function isUndefinedVariable(message) {
  return message.includes('undefined variable');
}

/**
 * Names, defaults and positions of all lambdas that both can read.
 *
 * @param {Map<string, PackageFile>} ours
 * @param {Map<string, string>} refused
 */
function* lambdas(ours, refused) {
  const both = [...ours].filter(([file, { lambda }]) => lambda && !refused.has(file));
  let compared = 0;
  let formals = 0;
  for (const [file, theirs] of functionArgs(both.map(([file]) => file))) {
    const name = relative(folder, file);
    const mine = Object.fromEntries(
      (ours.get(file)?.lambda?.formals ?? []).map((formal) => [
        formal.name,
        [formal.hasDefault, formal.position.line, formal.position.column],
      ]),
    );
    if (theirs === null) yield `${name}: Nix does not find a function`;
    else if (JSON.stringify(sorted(mine)) !== JSON.stringify(sorted(theirs))) {
      yield `${name}: Nix reads ${JSON.stringify(theirs)}, lambdas ${JSON.stringify(mine)}`;
    }
    compared++;
    formals += Object.keys(mine).length;
  }
  console.log(`lambdas compared: ${compared} of ${both.length}, with ${formals} formals`);
}

/** @param {object} object */
function sorted(object) {
  return Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1));
}

/**
 * Files that `nix-instantiate --parse` refuses, with what it says. It stops at the first of a call, which prints a line for each file before.
 *
 * @param {string[]} files
 */
function refusedByNix(files) {
  /** @type {Map<string, string>} */
  const refused = new Map();
  for (let from = 0; from < files.length;) {
    const batch = files.slice(from, from + batchSize);
    const { status, stdout, stderr } = run(['--parse', ...batch]);
    const parsed = stdout.split('\n').length - 1;
    if (status === 0 && parsed !== batch.length)
      throw new Error(`Nix printed ${parsed} lines for ${batch.length} files`);
    const stopped = batch[parsed];
    if (status !== 0 && stopped !== undefined) refused.set(stopped, stderr);
    from += status === 0 ? batch.length : parsed + 1;
  }
  return refused;
}

/**
 * What Nix says of the functions in these files, in as few calls as it allows: a file that does not evaluate is found by halving and left out.
 *
 * @param {string[]} files
 * @returns {Iterable<[string, FunctionArgs | null]>}
 */
function* functionArgs(files) {
  if (files.length === 0) return;
  const list = join(scratch, 'files.json');
  writeFileSync(list, JSON.stringify(files));
  const expression = `map (file: let f = import file; args = builtins.functionArgs f; in
    if !builtins.isFunction f then null else builtins.mapAttrs (name: hasDefault:
      let at = builtins.unsafeGetAttrPos name args; in [ hasDefault at.line at.column ]) args)
    (builtins.fromJSON (builtins.readFile ${JSON.stringify(list)}))`;
  const restricted = ['--option', 'restrict-eval', 'true', '-I', folder, '-I', scratch];
  const { status, stdout } = run(['--eval', '--strict', '--json', ...restricted, '-E', expression]);
  if (status === 0) {
    const results = JSON.parse(stdout);
    for (const [index, file] of files.entries()) yield [file, results[index]];
  } else if (files.length > 1) {
    yield* functionArgs(files.slice(0, files.length / 2));
    yield* functionArgs(files.slice(files.length / 2));
  }
}

/**
 * A store of its own: nothing of the user's is read or written.
 *
 * @param {string[]} args
 */
function run(args) {
  const env = {
    ...process.env,
    ...{
      HOME: scratch,
      XDG_CACHE_HOME: scratch,
      NIX_CONF_DIR: scratch,
      NIX_STORE_DIR: join(scratch, 'store'),
    },
    ...{ NIX_STATE_DIR: join(scratch, 'var'), NIX_LOG_DIR: join(scratch, 'log') },
  };
  const features = ['--extra-experimental-features', 'pipe-operators'];
  const result = spawnSync(nix, [...features, ...args], {
    env,
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  if (result.error) throw result.error;
  return result;
}
