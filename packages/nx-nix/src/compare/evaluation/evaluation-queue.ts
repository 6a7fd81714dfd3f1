import { pathText, type AttributePath } from '@nx-nix/resolver';
import type { Nix } from '../../nix/find-nix';
import { UserError } from '../../boundary/user-error';
import type { EvaluationAnswer, ProbedSet } from './answer';
import {
  evaluateBatch,
  type BatchEnd,
  type EvaluationFailure,
  type Limits,
} from './evaluation-process';
import type { SetQuery } from './set-expression';
import { setKey, type Side, type SideName, type SetOfSide } from './side';

/** Packages of one set that have to be evaluated. */
export interface EvaluationRequest {
  readonly of: SetOfSide;
  readonly paths: readonly AttributePath[];
}

/** Settings of a queue. */
export interface QueueSettings {
  readonly nix: Nix;
  readonly sides: Readonly<Record<SideName, Side>>;
  readonly cross: string | undefined;
  /** How many processes run at the same time. */
  readonly jobs: number;
  readonly limits: Limits;
  readonly storeDir: string;
  readonly signal?: AbortSignal | undefined;
}

/** How packages are evaluated. */
export interface QueueOptions {
  readonly names?: SetQuery['names'];
  /** False: Nix prints the message of an error; then each package needs a process of its own. */
  readonly catches?: boolean;
  /** True: the derivations are written to the store. */
  readonly writes?: boolean;
}

/** What the processes used. */
export interface Effort {
  processes: number;
  evaluations: number;
  /** The memory of the largest process, in MiB. */
  memory: number;
}

/**
 * Limits for one process: the number of packages, and the bytes of their names, as a command line
 * has a limit.
 */
const MOST_AT_ONCE = 500;
const LEAST_AT_ONCE = 25;
const MOST_BYTES = 90_000;

/**
 * Evaluates packages of several sets in a few processes at a time, with many packages in each. An
 * error that Nix cannot catch ends a process: that package fails, and another process continues
 * with the next one.
 */
export class EvaluationQueue {
  readonly effort: Effort = { processes: 0, evaluations: 0, memory: 0 };
  /** Sets that need write access to the store: their expressions copy files there and read them. */
  private readonly writing = new Set<string>();

  constructor(private readonly settings: QueueSettings) {}

  /**
   * What is known of a set before its first package, or the failure if the set does not evaluate.
   * @throws UserError when it is interrupted
   */
  async probe(of: SetOfSide): Promise<ProbedSet | EvaluationFailure> {
    for (const writes of [false, true]) {
      let ready: ProbedSet | undefined;
      const batch = { ...this.batchOf({ of, paths: [] }, { writes }) };
      const end = await this.evaluate(batch, { ready: (told) => (ready = told) });
      if (end.kind === 'failed') {
        if (!writes && this.isAboutStore(end.why)) continue;
        return end.why;
      }
      if (writes) this.writing.add(setKey(of));
      if (ready) return ready;
      throw new UserError(
        `Nix ended before it evaluated anything of the ${of.side === 'here' ? 'registry' : 'set there'}`,
      );
    }
    throw new Error('not reached');
  }

  /**
   * Evaluates all packages, and calls `answered` for each, in no particular order. Returns early
   * when it is interrupted.
   * @throws UserError when a set that evaluated before does not do so any more
   */
  async evaluateAll(
    wanted: readonly EvaluationRequest[],
    answered: (of: SetOfSide, path: AttributePath, answer: EvaluationAnswer) => void,
    options: QueueOptions = {},
  ): Promise<void> {
    const { jobs, signal } = this.settings;
    const queue = this.chunks(wanted, options.catches === false);
    const running = new Set<Promise<void>>();
    const start = (chunk: Chunk): void => {
      const work = this.work(chunk, answered, options).then((rest) => {
        running.delete(work);
        // Near the end, the remaining packages are split, so that no process slot stays empty.
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

  /**
   * Evaluates packages of a chunk in one process. Returns the chunks that are still to be
   * evaluated.
   */
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
        // Writing helped this package, so other packages of the set will need it too.
        if (chunk.writes) this.writing.add(setKey(of));
        settle(paths[index]!, answer);
      },
    });
    if (end.kind === 'done') return [];
    if (end.kind === 'stopped') return after(chunk, end.at);
    const { at, why } = end;
    if (at === undefined) {
      // The set evaluated in `probe`, so the failure may be temporary, such as too little memory
      // for all processes.
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
    // Memory of earlier packages in the process, or a signal from outside, may be the cause: the
    // package is tried again alone.
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
      readonly ready?: (ready: ProbedSet) => void;
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
    { of, paths }: EvaluationRequest,
    { catches = true, names = 'recurse', writes = false }: QueueOptions,
  ): Parameters<typeof evaluateBatch>[1] {
    const { sides, cross } = this.settings;
    return { side: sides[of.side], system: of.system, cross, paths, catches, names, writes };
  }

  /**
   * Splits the packages into chunks. Sides alternate, so that both are evaluated from the
   * beginning.
   */
  private chunks(wanted: readonly EvaluationRequest[], areSingle: boolean): Chunk[] {
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
   * True if an error is caused by a missing write access: a path that an expression copied to the
   * store and then reads is not there. Such an error contains the path, with or without the store's
   * folder.
   */
  private isAboutStore({ kind, message }: EvaluationFailure): boolean {
    return (
      kind === 'error' &&
      (message.includes(`${this.settings.storeDir}/`) || /\b[0-9a-z]{32}-/.test(message))
    );
  }
}

interface Chunk extends EvaluationRequest {
  readonly writes: boolean;
  /** How often a temporary failure has ended it. */
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
