import { pathText, type AttributePath } from '@nx-nix/resolver';
import type { Nix } from '../../nix/find-nix';
import { UserError } from '../../boundary/user-error';
import type { EvaluationAnswer, Ready } from './answer';
import {
  evaluateBatch,
  type BatchEnd,
  type EvaluationFailure,
  type Limits,
} from './evaluation-process';
import type { Asked } from './set-expression';
import { setKey, type Side, type SideName, type SetOfSide } from './side';

/** Packages of one set that are to be evaluated. */
export interface Wanted {
  readonly of: SetOfSide;
  readonly paths: readonly AttributePath[];
}

export interface QueueSettings {
  readonly nix: Nix;
  readonly sides: Readonly<Record<SideName, Side>>;
  readonly cross: string | undefined;
  /** How many processes run beside each other. */
  readonly jobs: number;
  readonly limits: Limits;
  readonly storeDir: string;
  readonly signal?: AbortSignal | undefined;
}

export interface QueueOptions {
  readonly names?: Asked['names'];
  /** False where Nix's message is wanted: then each package is in a process of its own. */
  readonly catches?: boolean;
  /** Whether derivations are to be in the store afterwards. */
  readonly writes?: boolean;
}

/** What the processes took. */
export interface Effort {
  processes: number;
  evaluations: number;
  /** MiB of the largest. */
  memory: number;
}

/** The most packages for one process, and the most bytes of their names: arguments have a limit. */
const MOST_AT_ONCE = 500;
const LEAST_AT_ONCE = 25;
const MOST_BYTES = 90_000;

/**
 * Evaluates packages of several sets in a few processes beside each other, many packages in each. What
 * Nix cannot catch ends a process: that package fails, and another process goes on behind it.
 */
export class EvaluationQueue {
  readonly effort: Effort = { processes: 0, evaluations: 0, memory: 0 };
  /** Sets whose expressions read what they copy to the store, so that it has to be there. */
  private readonly writing = new Set<string>();

  constructor(private readonly settings: QueueSettings) {}

  /** What can be known of a set without a package; a failure's message where it does not evaluate. */
  async probe(of: SetOfSide): Promise<Ready | EvaluationFailure> {
    for (const writes of [false, true]) {
      let ready: Ready | undefined;
      const batch = { ...this.batchOf({ of, paths: [] }, { writes }) };
      const end = await this.evaluate(batch, { ready: (told) => (ready = told) });
      if (end.kind === 'failed') {
        if (!writes && this.isAboutStore(end.why)) continue;
        return end.why;
      }
      if (writes) this.writing.add(setKey(of));
      if (ready) return ready;
      throw new UserError('stopped');
    }
    throw new Error('not reached');
  }

  /** Calls `answered` for each package, in no order; returns early when it is told to stop. */
  async evaluateAll(
    wanted: readonly Wanted[],
    answered: (of: SetOfSide, path: AttributePath, answer: EvaluationAnswer) => void,
    options: QueueOptions = {},
  ): Promise<void> {
    const { jobs, signal } = this.settings;
    const queue = this.chunks(wanted, options.catches === false);
    const running = new Set<Promise<void>>();
    const start = (chunk: Chunk): void => {
      const work = this.work(chunk, answered, options).then((rest) => {
        running.delete(work);
        // So that nobody is idle while one process after the other ends in the last chunk.
        const isLast = queue.length === 0 && running.size < jobs - 1;
        queue.unshift(...(isLast ? rest.flatMap((left) => inHalves(left)) : rest));
      });
      running.add(work);
    };
    while (!signal?.aborted && (queue.length > 0 || running.size > 0)) {
      while (queue.length > 0 && running.size < jobs) start(queue.shift()!);
      await Promise.race(running);
    }
    await Promise.all(running);
  }

  /** Evaluates what it can of a chunk; what is left is for other processes. */
  private async work(
    chunk: Chunk,
    answered: (of: SetOfSide, path: AttributePath, answer: EvaluationAnswer) => void,
    options: QueueOptions,
  ): Promise<readonly Chunk[]> {
    const { of, paths } = chunk;
    const settle = (path: AttributePath, answer: EvaluationAnswer): void => {
      this.effort.evaluations++;
      answered(of, path, answer);
    };
    const writes = options.writes || chunk.writes || this.writing.has(setKey(of));
    const end = await this.evaluate(this.batchOf(chunk, { ...options, writes }), {
      answered: (index, answer) => {
        // Then others of the set will want it too.
        if (chunk.writes) this.writing.add(setKey(of));
        settle(paths[index]!, answer);
      },
    });
    if (end.kind === 'done') return [];
    if (end.kind === 'stopped') return after(chunk, end.at);
    const { at, why } = end;
    if (at === undefined) {
      // It was probed before, so this is passing: too little memory for all processes, say.
      if (chunk.tries < 2) return [{ ...chunk, tries: chunk.tries + 1 }];
      throw new UserError(
        `the ${of.side === 'here' ? 'registry' : 'set there'} evaluated for ${of.system} before, and now it does not: ${why.message}`,
      );
    }
    const path = paths[at]!;
    const isAlone = at === 0;
    const rest = after(chunk, at + 1);
    if (!writes && this.isAboutStore(why)) {
      return [{ of, paths: [path], writes: true, tries: 0 }, ...rest];
    }
    // What others of the process left behind may be to blame, or whoever sent the signal.
    if (why.kind === 'memory' && !isAlone) return [single(of, path, writes), ...rest];
    if (why.kind === 'crash' && (!isAlone || chunk.tries < 1)) {
      return [{ ...single(of, path, writes), tries: chunk.tries + 1 }, ...rest];
    }
    settle(path, {
      kind: 'fails',
      reason: why.message,
      ...(why.kind === 'error' ? {} : { isPassing: true }),
    });
    return rest;
  }

  private async evaluate(
    batch: Parameters<typeof evaluateBatch>[1],
    events: {
      readonly ready?: (ready: Ready) => void;
      readonly answered?: (index: number, answer: EvaluationAnswer) => void;
    },
  ): Promise<BatchEnd> {
    this.effort.processes++;
    return evaluateBatch(
      this.settings.nix,
      batch,
      this.settings.limits,
      {
        answered: () => undefined,
        used: (most) => (this.effort.memory = Math.max(this.effort.memory, Math.round(most))),
        ...events,
      },
      this.settings.signal,
    );
  }

  private batchOf(
    { of, paths }: Wanted,
    { catches = true, names = 'recurse', writes = false }: QueueOptions,
  ): Parameters<typeof evaluateBatch>[1] {
    const { sides, cross } = this.settings;
    return { side: sides[of.side], system: of.system, cross, paths, catches, names, writes };
  }

  /** Sides in turns, so that both are being evaluated from the beginning. */
  private chunks(wanted: readonly Wanted[], areSingle: boolean): Chunk[] {
    const all = wanted.reduce((sum, { paths }) => sum + paths.length, 0);
    const fair = Math.ceil(all / this.settings.jobs / 2);
    const size = areSingle ? 1 : Math.min(MOST_AT_ONCE, Math.max(LEAST_AT_ONCE, fair));
    const lanes = wanted.map(({ of, paths }) =>
      inPieces(paths, size).map((piece): Chunk => ({ of, paths: piece, writes: false, tries: 0 })),
    );
    const longest = Math.max(0, ...lanes.map((lane) => lane.length));
    return Array.from({ length: longest }, (_, i) =>
      lanes.flatMap((lane) => (i < lane.length ? [lane[i]!] : [])),
    ).flat();
  }

  /**
   * Without writing, a path that an expression copied to the store and then reads is not there. Such
   * an error names the path, with the store or without.
   */
  private isAboutStore({ kind, message }: EvaluationFailure): boolean {
    return (
      kind === 'error' &&
      (message.includes(`${this.settings.storeDir}/`) || /\b[0-9a-z]{32}-/.test(message))
    );
  }
}

interface Chunk extends Wanted {
  readonly writes: boolean;
  /** How often something passing ended it. */
  readonly tries: number;
}

function single(of: SetOfSide, path: AttributePath, writes: boolean): Chunk {
  return { of, paths: [path], writes, tries: 0 };
}

function after(chunk: Chunk, at: number): readonly Chunk[] {
  const paths = chunk.paths.slice(at);
  return paths.length === 0 ? [] : [{ ...chunk, paths, tries: 0 }];
}

function inHalves(chunk: Chunk): readonly Chunk[] {
  if (chunk.paths.length < 2 * LEAST_AT_ONCE) return [chunk];
  const half = Math.ceil(chunk.paths.length / 2);
  return [
    { ...chunk, paths: chunk.paths.slice(0, half) },
    { ...chunk, paths: chunk.paths.slice(half) },
  ];
}

function inPieces(
  paths: readonly AttributePath[],
  size: number,
): readonly (readonly AttributePath[])[] {
  const pieces: AttributePath[][] = [];
  let bytes = Infinity;
  for (const path of paths) {
    const more = Buffer.byteLength(pathText(path)) + 8 * path.length;
    const last = pieces.at(-1);
    if (!last || last.length >= size || bytes + more > MOST_BYTES) {
      pieces.push([path]);
      bytes = more;
    } else {
      last.push(path);
      bytes += more;
    }
  }
  return pieces;
}
