import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { pathText, type AttributePath } from '@nx-nix/resolver';
import type { EvaluationAnswer } from './answer';

/** Raised when the lines change shape. */
const FORMAT = 1;

/** Of so many sides the answers are kept, those that were used last. */
const MOST_FILES = 30;

/** Milliseconds of work that may be lost when the whole process is killed. */
const SAVE_EVERY = 500;

/**
 * What Nix said of the packages of one side, written down as it comes, so that a comparison that was
 * ended goes on where it was. Only for the side as it is now: the file is named for all that goes in.
 */
export class KeptAnswers {
  private readonly known = new Map<string, EvaluationAnswer>();
  private readonly file: string;
  private unwritten = '';
  private timer: NodeJS.Timeout | undefined;

  /**
   * @param identity all that the answers depend on
   * @param isWanted whether to use what an earlier run wrote, else it is thrown away
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

  /** What may go otherwise next time is not kept. */
  add(system: string, path: AttributePath, answer: EvaluationAnswer): void {
    if (answer.kind === 'fails' && (answer.isPassing || PASSING.test(answer.reason))) return;
    const key = keyOf(system, path);
    this.known.set(key, answer);
    this.unwritten += `${JSON.stringify([key, answer])}\n`;
    this.timer ??= setTimeout(() => this.save(), SAVE_EVERY).unref();
  }

  save(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.unwritten === '') return;
    mkdirSync(dirname(this.file), { recursive: true });
    appendFileSync(this.file, this.unwritten);
    this.unwritten = '';
  }

  /** When the side changed while it was read, nothing that was said of it is worth keeping. */
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
        // Cut short, by a run that was killed.
      }
    }
    // What is appended must not go on in a line that was cut short.
    if (text !== '' && !text.endsWith('\n')) this.unwritten = '\n';
  }
}

/** What Nix says when it is the machine that fails. */
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
