import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { stripVTControlCharacters } from 'node:util';
import { folderOfNix, ownStore } from './own-store.cjs';

/** There is no Nix that can be asked. */
export class NoNix extends Error {}

/**
 * The result for one question: an answer, or an error message.
 *
 * @template T, A
 * @typedef {{ item: T, answer: A } | { item: T, error: string }} Asked
 */

/**
 * A question can crash Nix (by deep recursion). After this number of crashes no more questions are
 * asked.
 */
const mostDeaths = 20;

/**
 * A Nix with a store of its own in a temporary folder: no files of the user are read or written.
 * `end` removes the folder.
 */
export class AskedNix {
  /** How many processes were started. */
  processes = 0;
  /** Files created here are passed to Nix by their path. */
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'check-tree-')));

  /**
   * @param {string | undefined} bin the folder of the Nix to ask; by default the same as for the
   *   tests
   */
  constructor(bin = folderOfNix()) {
    this.bin = bin ?? '';
    this.env = { ...process.env, ...ownStore(this.folder, this.bin), NO_COLOR: '1' };
    const version = this.instantiate(['--version']);
    this.version = version.stdout.trim().split(' ').at(-1) ?? '';
  }

  end() {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Runs `nix-instantiate` to its end. @param {readonly string[]} args */
  instantiate(args) {
    this.processes++;
    const result = spawnSync(join(this.bin, 'nix-instantiate'), [...features, ...args], {
      env: this.env,
      encoding: 'utf8',
      maxBuffer: 2 ** 30,
    });
    if (result.error) throw noNix(result.error);
    return result;
  }

  /**
   * Evaluates one expression; `ask` does the same for many items.
   *
   * @param {string} expression
   * @param {readonly string[]} folders the folders that Nix may read
   * @returns {Promise<{ value: unknown } | { error: string }>}
   */
  async evaluate(expression, folders) {
    for await (const asked of this.ask([null], `_: ${expression}`, folders)) {
      return 'answer' in asked ? { value: asked.answer } : { error: asked.error };
    }
    return { error: 'Nix gave no answer' };
  }

  /**
   * Asks one question for each item, in one process of `nix repl`: no other command continues after
   * an expression that fails. After a crash, a new process continues with the next question.
   *
   * @template T, A
   * @param {readonly T[]} items
   * @param {string} one Nix: a function from an item (JSON) to its answer
   * @param {readonly string[]} folders the folders that Nix may read
   * @returns {AsyncIterable<Asked<T, A>>} in the order of the items
   * @throws {Error} when Nix crashes too often
   */
  async *ask(items, one, folders) {
    const list = join(this.folder, `items-${this.processes}.json`);
    writeFileSync(list, JSON.stringify(items));
    const setting = [
      `items = builtins.fromJSON (builtins.readFile ${JSON.stringify(list)})`,
      `one = ${one.replace(/\s*\n\s*/g, ' ')}`,
    ];
    let done = 0;
    for (let deaths = 0; done < items.length; deaths++) {
      if (deaths > mostDeaths) throw new Error(`Nix died ${deaths} times, see ${list}`);
      const questions = items.slice(done).map((_, index) => question(done + index));
      for await (const result of this.converse([...setting, ...questions], folders)) {
        yield { item: /** @type {T} */ (items[done++]), ...result };
      }
    }
  }

  /**
   * Runs one process. Gives an answer or an error for each question, up to the question that
   * crashed it.
   *
   * @param {readonly string[]} lines
   * @param {readonly string[]} folders
   * @returns {AsyncIterable<{ answer: any } | { error: string }>}
   */
  async *converse(lines, folders) {
    this.processes++;
    const readable = [this.folder, ...folders].flatMap((folder) => ['-I', folder]);
    const child = spawn(
      join(this.bin, 'nix'),
      [...features, ...commands, 'repl', '--option', 'restrict-eval', 'true', ...readable],
      { env: this.env, stdio: ['pipe', 'ignore', 'pipe'] },
    );
    const failed = new Promise((_, reject) => child.once('error', (error) => reject(noNix(error))));
    failed.catch(() => {});
    child.stdin.on('error', () => {
      // The process has crashed; its output is read below.
    });
    child.stdin.end(`${lines.join('\n')}\n`);

    /** @type {string[] | undefined} the output since the last question */
    let output;
    for await (const line of createInterface({ input: child.stderr })) {
      const [, kind, answer = ''] = /^trace: (?:"?)@(asked|answer)@(.*)$/.exec(line) ?? [];
      if (kind === 'answer') {
        output = undefined;
        yield { answer: JSON.parse(answer) };
      } else if (kind === 'asked') {
        if (output) yield { error: lastError(output) };
        output = [];
      } else output?.push(line);
    }
    await Promise.race([failed, new Promise((resolve) => child.once('close', resolve))]);
    if (output) yield { error: lastError(output) };
  }
}

const features = ['--extra-experimental-features', 'pipe-operators'];
const commands = ['--extra-experimental-features', 'nix-command'];

/** @param {number} index */
function question(index) {
  const answer = `builtins.toJSON (one (builtins.elemAt items ${index}))`;
  return `builtins.trace "@asked@" (builtins.trace ("@answer@" + ${answer}) null)`;
}

/** @param {Error} error */
function noNix({ message }) {
  return new NoNix(
    `Nix cannot be run (${message}); put it on PATH, or name the folder of its programs in NX_NIX_TEST_NIX`,
  );
}

/**
 * The last error in Nix's output, in one line. Newer versions print it last, older ones first.
 *
 * @param {readonly string[]} output
 */
export function lastError(output) {
  const lines = output.map((line) => stripVTControlCharacters(line).trim());
  const last = lines.findLastIndex((line) => /^error: ./.test(line));
  const from = last < 0 ? lines.findIndex((line) => line !== '') : last;
  return from < 0 ? 'nothing: it ended' : (lines[from] ?? '').slice(0, 300);
}
