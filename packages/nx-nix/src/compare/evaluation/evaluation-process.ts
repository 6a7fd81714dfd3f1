import { randomBytes } from 'node:crypto';
import { withoutColours, type AttributePath } from '@nx-nix/resolver';
import type { Nix } from '../../nix/find-nix';
import { startKillable, type KillableNix } from '../../nix/killable-nix';
import { nixError } from '../../nix/nix-error';
import type { NixCommand } from '../../nix/start-nix';
import type { EvaluationAnswer, ProbedSet } from './answer';
import { memoryNow, memoryUse, type MemoryUse } from './memory-use';
import { setArguments, type SetQuery } from './set-expression';
import type { Side } from './side';

/** Packages that one process evaluates. */
export interface Batch {
  readonly side: Side;
  readonly system: string;
  readonly cross: string | undefined;
  readonly paths: readonly AttributePath[];
  readonly catches: boolean;
  readonly names: SetQuery['names'];
  /** True: derivations, and files that expressions copy, are written to the store. */
  readonly writes: boolean;
}

/** Limits of a process. */
export interface Limits {
  /** In MiB. A larger process is stopped when its next package begins. */
  readonly memory: number;
  /** For one package, in seconds. */
  readonly timeout: number;
}

/**
 * How a process ended. `at` is the index of the package in work; undefined before the first one.
 */
export type BatchEnd =
  | { readonly kind: 'done' }
  /**
   * We stopped it, for its memory or an interruption: `at` and all packages after it are not
   * evaluated.
   */
  | { readonly kind: 'stopped'; readonly at: number }
  | { readonly kind: 'failed'; readonly at: number | undefined; readonly why: EvaluationFailure };

/** Why a package or a set does not evaluate. */
export interface EvaluationFailure {
  /** The message for the user. */
  readonly message: string;
  /**
   * `error`: Nix reports an error, and would do so again. `memory`, `time`: we stopped it. `crash`:
   * a signal ended it, for an unknown reason.
   */
  readonly kind: 'error' | 'memory' | 'time' | 'crash';
}

/** Callbacks of a process. */
export interface ProcessEvents {
  readonly ready?: (ready: ProbedSet) => void;
  readonly answered: (index: number, answer: EvaluationAnswer) => void;
  /** The most memory that it used, in MiB; called once, after its end. */
  readonly used?: (most: number) => void;
}

/** How many characters of the output during one package are kept. */
const MOST_TEXT = 1 << 18;
/** How often the memory is measured, in ms. */
const LOOK_EVERY = 100;
/** A single package may use this many times the memory limit of a process. */
const ALONE_TIMES = 2;

/**
 * Evaluates packages in one process of Nix, and calls `events` for each result at once.
 * @returns how the process ended; it does not throw for packages that fail
 */
export async function evaluateBatch(
  nix: Nix,
  batch: Batch,
  limits: Limits,
  events: ProcessEvents,
  signal: AbortSignal | undefined,
): Promise<BatchEnd> {
  return new EvaluationProcess(nix, batch, limits, events).run(signal);
}

class EvaluationProcess {
  private readonly mark = `nx-nix-${randomBytes(8).toString('hex')}`;
  private at: number | undefined;
  private since = performance.now();
  private text = '';
  private pid: number | undefined;
  private most = 0;
  private isTooLarge = false;
  private ended: BatchEnd | undefined;
  private running: KillableNix | undefined;

  constructor(
    private readonly nix: Nix,
    private readonly batch: Batch,
    private readonly limits: Limits,
    private readonly events: ProcessEvents,
  ) {}

  async run(signal: AbortSignal | undefined): Promise<BatchEnd> {
    if (signal?.aborted) return { kind: 'stopped', at: 0 };
    const running = await startKillable(this.command(), {
      started: (pid) => (this.pid = pid),
      line: (line) => this.line(line),
    });
    this.running = running;
    const interrupt = (): void => this.end({ kind: 'stopped', at: this.at ?? 0 });
    signal?.addEventListener('abort', interrupt);
    if (signal?.aborted) interrupt();
    const timer = setInterval(() => void this.look(), LOOK_EVERY);
    try {
      const status = await running.ended;
      return this.ended ?? this.outcome(status, signal);
    } finally {
      clearInterval(timer);
      signal?.removeEventListener('abort', interrupt);
      running.kill();
      this.events.used?.(this.most);
    }
  }

  private command(): NixCommand {
    const { side, system, cross, paths, catches, names, writes } = this.batch;
    const { mark, nix } = this;
    const args = [
      '--eval',
      ...(writes ? ['--read-write-mode'] : []),
      ...side.settings,
      ...setArguments({ source: side.source, system, cross, mark, catches, names }, paths),
    ];
    return { nix, program: 'nix-instantiate', access: side.access, args };
  }

  private line(line: string): void {
    const start = `trace: ${this.mark} `;
    if (!line.startsWith(start)) {
      this.text = `${this.text}${line}\n`.slice(-MOST_TEXT);
      return;
    }
    const message = parseMessage(line.slice(start.length));
    // After the end, the process was stopped by us: further lines do not count.
    if (!message || this.ended) return;
    if ('ready' in message) {
      this.events.ready?.(message);
    } else if ('begins' in message) {
      this.at = message.begins;
      this.since = performance.now();
      this.text = '';
      const use = this.pid === undefined ? undefined : memoryNow(this.pid);
      if (use) this.note(use);
      if (this.isTooLarge && message.begins > 0) this.end({ kind: 'stopped', at: message.begins });
    } else {
      this.events.answered(message.index, message.answer);
    }
  }

  private async look(): Promise<void> {
    const { timeout, memory } = this.limits;
    if (performance.now() - this.since > timeout * 1000) {
      this.fail('time', `there is no end of it after ${timeout} s (--timeout)`);
    }
    if (this.pid === undefined) return;
    const use = await memoryUse(this.pid);
    if (!use) return;
    this.note(use);
    if (use.now > memory * ALONE_TIMES) {
      this.fail('memory', `it takes more than ${memory * ALONE_TIMES} MiB (twice --memory)`);
    }
  }

  private note(use: MemoryUse): void {
    this.most = Math.max(this.most, use.most);
    this.isTooLarge = use.now > this.limits.memory;
  }

  private fail(kind: EvaluationFailure['kind'], message: string): void {
    this.end({ kind: 'failed', at: this.at, why: { kind, message } });
  }

  private end(how: BatchEnd): void {
    this.ended ??= how;
    this.running?.kill();
  }

  private outcome(status: number, signal: AbortSignal | undefined): BatchEnd {
    if (status === 0) return { kind: 'done' };
    if (signal?.aborted) return { kind: 'stopped', at: this.at ?? 0 };
    const { root } = this.batch.side;
    const said = nixError(withoutColours(this.text)).sentence;
    const sentence = root === undefined ? said : said.replaceAll(`${root}/`, '');
    // 128 and above: the status by which a shell reports a signal.
    if (status >= 128 || sentence === '') {
      const why = sentence || `Nix ended with status ${status}, and said nothing`;
      return { kind: 'failed', at: this.at, why: { kind: 'crash', message: why } };
    }
    return { kind: 'failed', at: this.at, why: { kind: 'error', message: sentence } };
  }
}

type ProcessMessage =
  | ProbedSet
  | { readonly begins: number }
  | { readonly index: number; readonly answer: EvaluationAnswer };

function parseMessage(text: string): ProcessMessage | undefined {
  try {
    return JSON.parse(text) as ProcessMessage;
  } catch {
    return undefined;
  }
}
