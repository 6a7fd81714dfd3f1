/**
 * Builds dist/tree-sitter-nix.wasm, the grammar that web-tree-sitter loads, with nothing but npm:
 * tree-sitter-nix brings the C sources, @yowasp/clang a clang that is itself wasm. Both are
 * installed apart (see package.json beside this file) and needed at build time only.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { mended } from './mended-sources.mjs';

const grammarFolder = dirname(fileURLToPath(import.meta.url));
const sources = join(grammarFolder, 'node_modules', 'tree-sitter-nix', 'src');
const wasm = join(grammarFolder, '..', 'dist', 'tree-sitter-nix.wasm');
const stamp = `${wasm}.stamp`;

const flags = [
  ...['--target=wasm32-unknown-wasip1', '-fPIC', '-shared', '-Os', '-I.', '-nostdlib'],
  ...['-fno-exceptions', '-fvisibility=hidden'],
  ...['-Wl,--export=tree_sitter_nix', '-Wl,--allow-undefined', '-Wl,--no-entry'],
  '-Wl,--experimental-pic',
];

/** Makes the grammar where it is missing or out of date. Resolves to true where it was built. */
export async function buildGrammar() {
  if (existsSync(wasm) && existsSync(stamp) && existsSync(sources)) {
    if (readFileSync(stamp, 'utf8') === wantedStamp(readSources())) return false;
  }
  if (
    !existsSync(sources) ||
    !existsSync(join(grammarFolder, 'node_modules', '@yowasp', 'clang'))
  ) {
    installSources();
  }
  const files = readSources();
  const wanted = wantedStamp(files);
  if (existsSync(wasm) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return false;

  console.log('grammar: compiling tree-sitter-nix to wasm');
  const compiled = await compile(files);
  mkdirSync(dirname(wasm), { recursive: true });
  writeBeside(wasm, compiled);
  writeBeside(stamp, wanted);
  return true;
}

/**
 * NOTE: npm would run node-gyp for tree-sitter-nix's binding.gyp, hence --ignore-scripts and a
 * lock of its own. On Windows npm is a script that only a shell can start, so npm's own
 * JavaScript is run instead where its place is known.
 */
function installSources() {
  console.log('grammar: installing tree-sitter-nix and clang (build time only)');
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  /** @type {import('node:child_process').ExecFileSyncOptions} */
  const options = { cwd: grammarFolder, stdio: 'inherit', env: environmentOfNestedNpm() };
  const npm = process.env['npm_execpath'];
  if (npm?.endsWith('.js')) execFileSync(process.execPath, [npm, ...args], options);
  else execFileSync('npm', args, options);
}

/** NOTE: inside `npm run`, npm_config_local_prefix and its kin would point the inner npm at the outer workspace. */
function environmentOfNestedNpm() {
  const dropped =
    /^npm_(config_(local_prefix|workspaces?|prefix|ignore_scripts)|package_.*|lifecycle_.*)$/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !dropped.test(name)));
}

/**
 * The C sources with their mends, by name; headers lie in the folder tree_sitter.
 *
 * @typedef {ReturnType<typeof readSources>} Sources
 */
function readSources() {
  const headers = join(sources, 'tree_sitter');
  const inHeaders = readdirSync(headers).sort();
  /** @param {string} file */
  const source = (file) => mended(file, readFileSync(join(sources, file), 'utf8'));
  return {
    'parser.c': source('parser.c'),
    'scanner.c': source('scanner.c'),
    tree_sitter: Object.fromEntries(
      inHeaders.map((name) => [name, readFileSync(join(headers, name), 'utf8')]),
    ),
  };
}

/** @param {Sources} files */
function wantedStamp(files) {
  const lock = readFileSync(join(grammarFolder, 'package-lock.json'), 'utf8');
  return createHash('sha256')
    .update(JSON.stringify([files, flags, lock]))
    .digest('hex');
}

/** @param {Sources} files */
async function compile(files) {
  const require = createRequire(import.meta.url);
  const { runClang } = await import(pathToFileURL(require.resolve('@yowasp/clang')).href);
  /** @type {string[]} */
  const messages = [];
  /** @param {Uint8Array | null} bytes */
  const collect = (bytes) => {
    if (bytes) messages.push(Buffer.from(bytes).toString('utf8'));
  };
  const command = ['clang', ...flags, 'parser.c', 'scanner.c', '-o', 'grammar.wasm'];
  try {
    // NOTE: loading clang apart, because runClang forgets fetchProgress in its inner runs.
    await runClang(null, {}, { fetchProgress: () => {} });
    return (await runClang(command, files, { stdout: collect, stderr: collect }))['grammar.wasm'];
  } catch (error) {
    throw new Error(`clang could not compile the grammar:\n${messages.join('')}`, { cause: error });
  }
}

/**
 * A reader sees the old file or the new one, never half of one.
 *
 * @param {string} file
 * @param {string | Uint8Array} content
 */
function writeBeside(file, content) {
  const beside = `${file}.${process.pid}`;
  writeFileSync(beside, content);
  renameSync(beside, file);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href)
  await buildGrammar();
