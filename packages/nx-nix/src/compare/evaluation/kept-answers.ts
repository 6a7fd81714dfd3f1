import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { pathText, type AttributePath } from '@nx-nix/resolver';
import type { EvaluationAnswer } from './answer';

/** Increase this when the shape of the lines changes. */
const FORMAT = 1;

/**
 * Answers are kept for this many sides; those that were not used for the longest time are deleted.
 */
const MOST_FILES = 30;

/** How much work (in ms) may be lost when the process is killed. */
const SAVE_EVERY = 500;

/**
 * The answers of Nix for one side, written to a file as they arrive, so that an interrupted
 * comparison continues where it stopped. The file name is a hash of all inputs: answers for another
 * state are never used.
 */
export class KeptAnswers {
  private readonly known = new Map<string, EvaluationAnswer>();
  private readonly file: string;
  private unwritten = '';
  private timer: NodeJS.Timeout | undefined;

  /**
   * @param identity all that the answers depend on
   * @param isWanted true: use the answers of earlier runs; false: delete them
   */
  constructor(folder: string, identity: readonly unknown[], isWanted: boolean) {
    const text = JSON.stringify([FORMAT, ...identity]);
    const hash = createHash('sha256').update(text).digest('hex').slice(0, 32);
    this.file = join(folder, `${hash}.jsonl`);
    if (isWanted) this.read();
    else rmSync(this.file, { force: true });
    dropOldest(folder, this.file);
  }

  get size(): number {
    return this.known.size;
  }

  get(system: string, path: AttributePath): EvaluationAnswer | undefined {
    return this.known.get(keyOf(system, path));
  }

  /** Keeps an answer, unless it is a failure that may be temporary. */
  add(system: string, path: AttributePath, answer: EvaluationAnswer): void {
    if (answer.kind === 'fails' && (answer.isPassing || PASSING.test(answer.reason))) return;
    const key = keyOf(system, path);
    this.known.set(key, answer);
    this.unwritten += `${JSON.stringify([key, answer])}\n`;
    this.timer ??= setTimeout(() => this.save(), SAVE_EVERY).unref();
  }

  /** Writes what is not written yet. A full or read-only disk costs time in the next run, no more. */
  save(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.unwritten === '') return;
    try {
      mkdirSync(dirname(this.file), { recursive: true });
      appendFileSync(this.file, this.unwritten);
    } catch {
      // Called by a timer, where nothing could catch it.
    }
    this.unwritten = '';
  }

  /** Deletes all answers. Needed when the side changed while it was evaluated. */
  drop(): void {
    clearTimeout(this.timer);
    this.unwritten = '';
    rmSync(this.file, { force: true });
  }

  private read(): void {
    let text: string;
    try {
      text = readFileSync(this.file, 'utf8');
    } catch {
      return;
    }
    for (const line of text.split('\n')) {
      try {
        const [key, answer] = JSON.parse(line) as [string, EvaluationAnswer];
        this.known.set(key, answer);
      } catch {
        // The run that wrote this line was killed.
      }
    }
    // New lines must not continue a line that is incomplete.
    if (text !== '' && !text.endsWith('\n')) this.unwritten = '\n';
  }
}

/** Messages of Nix for failures of the machine, not of the package. */
const PASSING =
  /No space left|Cannot allocate memory|Too many open files|Read-only file system|[Dd]isk quota|daemon|Connection refused|Permission denied|database is busy|unable to download|Could not resolve/;

function keyOf(system: string, path: AttributePath): string {
  return `${system} ${pathText(path)}`;
}

function dropOldest(folder: string, current: string): void {
  let files: readonly string[];
  try {
    files = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
  } catch {
    return;
  }
  const dated = files
    .map((name) => join(folder, name))
    .filter((file) => file !== current)
    .map((file) => ({ file, at: statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .sort((a, b) => b.at - a.at);
  for (const { file } of dated.slice(MOST_FILES - 1)) rmSync(file, { force: true });
}
