import { comparePaths, nearestNames, pathText, type AttributePath } from '@nx-nix/resolver';
import { UserError } from '../boundary/user-error';
import { isFailure, type EvaluationAnswer } from './evaluation/answer';
import { distinct, shuffled, parent } from './attribute-paths';
import { DerivationDifferences, type Difference } from './derivation/derivation-difference';
import {
  EvaluationQueue,
  type Effort,
  type QueueSettings,
  type EvaluationRequest,
} from './evaluation/evaluation-queue';
import type { KeptAnswers } from './evaluation/kept-answers';
import { requireSets } from './require-sets';
import { SIDE_NAMES, type SideName, type SetOfSide } from './evaluation/side';
import { verdictOf, type Verdict } from './verdict';

/** What to compare. */
export interface ComparisonRequest {
  readonly systems: readonly string[];
  /**
   * `all`: every name at top level, and in sets with `recurseForDerivations`. `named`: a set stands
   * for its members. `listed`: a set stands for itself.
   */
  readonly packages:
    | { readonly kind: 'all' }
    | { readonly kind: 'named' | 'listed'; readonly paths: readonly AttributePath[] };
  readonly sample?: { readonly count: number; readonly seed: string } | undefined;
}

/**
 * How to compare: the queue's settings, the kept answers of each side, and a callback for progress.
 */
export interface CompareSettings extends QueueSettings {
  readonly kept: Readonly<Record<SideName, KeptAnswers>>;
  readonly progress?: (progress: CompareProgress) => void;
}

/** How far a comparison is. */
export interface CompareProgress {
  readonly doing: 'evaluating' | 'asking for reasons' | 'looking for differences';
  readonly done: number;
  readonly of: number;
}

/** The result for one package on one system. */
export interface ComparedPackage {
  readonly system: string;
  readonly path: AttributePath;
  readonly attribute: string;
  readonly verdict: Verdict;
  readonly here: EvaluationAnswer;
  readonly there: EvaluationAnswer;
  /** Why two derivations differ, or a sentence if that cannot be found out. */
  readonly difference?: Difference | string;
}

/** The result of a comparison. */
export interface Comparison {
  readonly outcomes: readonly ComparedPackage[];
  /** Packages that neither side has. */
  readonly unknown: readonly UnknownPackage[];
  /** How many answers came from an earlier run. */
  readonly known: number;
  readonly effort: Effort;
  /** True if the comparison was interrupted. */
  readonly isStopped: boolean;
}

/** A requested package that neither side has. */
export interface UnknownPackage {
  readonly path: AttributePath;
  /** Similar names that the user may have meant. */
  readonly near: readonly AttributePath[];
}

/** Limits beyond any real package set. They stop a set that contains itself. */
const DEEPEST = 12;
const MOST_PACKAGES = 1_000_000;
/** For at most this number of packages that fail on both sides, Nix is asked for the reason. */
const MOST_REASONS = 25;

/**
 * Evaluates packages in two sets, and compares the results for each package.
 * @throws UserError when one of the sets does not evaluate at all, or has too many packages
 */
export async function compareSets(
  settings: CompareSettings,
  request: ComparisonRequest,
): Promise<Comparison> {
  return new Comparing(settings, request).run();
}

class Comparing {
  private readonly queue: EvaluationQueue;
  private readonly answers = new Map<string, EvaluationAnswer>();
  private known = 0;

  constructor(
    private readonly settings: CompareSettings,
    private readonly request: ComparisonRequest,
  ) {
    this.queue = new EvaluationQueue(settings);
  }

  async run(): Promise<Comparison> {
    try {
      await requireSets(this.queue, this.settings, this.request.systems);
      const paths = await this.packages();
      const unknown = await this.unknown(paths);
      await this.askForReasons(paths);
      const differences = await this.differences(paths);
      return {
        outcomes: this.outcomes(paths, differences),
        unknown,
        known: this.known,
        effort: this.queue.effort,
        isStopped: this.isStopped,
      };
    } finally {
      for (const side of SIDE_NAMES) this.settings.kept[side].save();
    }
  }

  /**
   * Evaluates all requested packages, set by set. Returns the paths of the packages that were
   * found.
   */
  private async packages(): Promise<readonly AttributePath[]> {
    const { packages, sample } = this.request;
    let next: readonly AttributePath[];
    const found: AttributePath[] = [];
    if (packages.kind === 'listed') {
      next = packages.paths;
    } else {
      const start = packages.kind === 'all' ? [[]] : packages.paths;
      await this.evaluate(start, 'all');
      const members = start.flatMap((path) => this.members(path));
      const isMembers = (path: AttributePath): boolean => this.namesAt(path) !== undefined;
      next = distinct([...start.filter((path) => !isMembers(path)), ...members]);
    }
    if (sample) next = shuffled(next, sample.seed).slice(0, sample.count);
    while (next.length > 0 && !this.isStopped) {
      await this.evaluate(next, 'recurse');
      const isBelow = (path: AttributePath): boolean =>
        packages.kind !== 'listed' && this.isLookedInto(path);
      const below = next.filter(isBelow);
      // One by one: a call takes some 120,000 arguments at most.
      for (const path of next) if (!isBelow(path)) found.push(path);
      next = distinct(
        below.flatMap((path) => {
          const members = this.members(path);
          return sample ? shuffled(members, sample.seed).slice(0, 1) : members;
        }),
      );
      if (found.length + next.length > MOST_PACKAGES) {
        throw new UserError(
          `there are more than ${MOST_PACKAGES} packages in there: name sets with --packages`,
        );
      }
    }
    return [...found].sort(comparePaths);
  }

  private async evaluate(paths: readonly AttributePath[], names: 'recurse' | 'all'): Promise<void> {
    const wanted = this.sets.map((of): EvaluationRequest => ({
      of,
      paths: paths.filter((path) => !this.isKnown(of, path, names)),
    }));
    const all = wanted.reduce((sum, one) => sum + one.paths.length, 0);
    let done = 0;
    this.tell('evaluating', 0, all);
    await this.queue.evaluateAll(
      wanted,
      (of, path, answer) => {
        this.answers.set(answerKey(of, path), answer);
        if (names === 'recurse' || !isSet(answer)) {
          this.settings.kept[of.side].add(of.system, path, answer);
        }
        this.tell('evaluating', ++done, all);
      },
      { names },
    );
  }

  /**
   * True if an answer of this run or of an earlier one can be used. Kept answers of sets may lack
   * the names of the members.
   */
  private isKnown(of: SetOfSide, path: AttributePath, names: 'recurse' | 'all'): boolean {
    const key = answerKey(of, path);
    const answer = this.answers.get(key);
    if (answer && !isSet(answer)) return true;
    const kept = this.settings.kept[of.side].get(of.system, path);
    if (!kept || (names === 'all' && isSet(kept))) return false;
    this.known++;
    this.answers.set(key, kept);
    return true;
  }

  /**
   * Names in a set, from all sides and systems that have the set; undefined if there is no such
   * set.
   */
  private namesAt(path: AttributePath): readonly string[] | undefined {
    const lists = this.sets.flatMap((of) => {
      const answer = this.answers.get(answerKey(of, path));
      return answer?.kind === 'other' && answer.names ? [answer.names] : [];
    });
    return lists.length === 0 ? undefined : [...new Set(lists.flat())];
  }

  private members(path: AttributePath): readonly AttributePath[] {
    return (this.namesAt(path) ?? []).filter((name) => !MARKS.has(name)).map((n) => [...path, n]);
  }

  /**
   * True if the members are compared. A set on one side that is a package on the other is compared
   * as it is.
   */
  private isLookedInto(path: AttributePath): boolean {
    if (path.length >= DEEPEST || this.namesAt(path) === undefined) return false;
    return this.sets.every((of) => {
      const answer = this.answers.get(answerKey(of, path));
      return answer !== undefined && (answer.kind === 'absent' || isSet(answer));
    });
  }

  /**
   * Asks Nix for error messages. Errors were caught first, without messages, so that one process
   * could evaluate many packages.
   */
  private async askForReasons(paths: readonly AttributePath[]): Promise<void> {
    let inBoth = 0;
    const wanted = this.sets.map((of) => ({ of, paths: [] as AttributePath[] }));
    for (const system of this.request.systems) {
      for (const path of paths) {
        const [here, there] = this.pair(system, path);
        if (!here || !there || !(isFailure(here) || isFailure(there))) continue;
        const isBoth = isFailure(here) && isFailure(there);
        if (isBoth && ++inBoth > MOST_REASONS) continue;
        for (const one of wanted) {
          const answer = this.answers.get(answerKey(one.of, path));
          if (one.of.system === system && answer?.kind === 'thrown') one.paths.push(path);
        }
      }
    }
    const all = wanted.reduce((sum, one) => sum + one.paths.length, 0);
    let done = 0;
    await this.queue.evaluateAll(
      wanted,
      (of, path, answer) => {
        this.answers.set(answerKey(of, path), answer);
        this.settings.kept[of.side].add(of.system, path, answer);
        this.tell('asking for reasons', ++done, all);
      },
      { catches: false },
    );
  }

  /** Writes the differing derivations to the store, and finds the inputs that make them differ. */
  private async differences(
    paths: readonly AttributePath[],
  ): Promise<ReadonlyMap<string, Difference | string>> {
    const differing = this.request.systems.flatMap((system) =>
      paths.flatMap((path) => {
        const [here, there] = this.pair(system, path);
        return here?.kind === 'derivation' &&
          there?.kind === 'derivation' &&
          here.drvPath !== there.drvPath
          ? [{ system, path, here: here.drvPath, there: there.drvPath }]
          : [];
      }),
    );
    const wanted = this.sets.map((of) => ({
      of,
      paths: differing.filter(({ system }) => system === of.system).map(({ path }) => path),
    }));
    let done = 0;
    await this.queue.evaluateAll(
      wanted,
      () => this.tell('looking for differences', ++done, differing.length * 2),
      { writes: true },
    );
    if (this.isStopped) return new Map();
    const between = new DerivationDifferences();
    return new Map(
      differing.map(({ system, path, here, there }) => [
        `${system} ${pathText(path)}`,
        differenceOf(between, here, there),
      ]),
    );
  }

  private outcomes(
    paths: readonly AttributePath[],
    differences: ReadonlyMap<string, Difference | string>,
  ): readonly ComparedPackage[] {
    return this.request.systems.flatMap((system) =>
      paths.flatMap((path) => {
        const [here, there] = this.pair(system, path);
        // Not evaluated, because the comparison was interrupted.
        if (!here || !there) return [];
        const verdict = verdictOf(here, there);
        if (verdict === undefined) return [];
        const attribute = pathText(path);
        const difference = differences.get(`${system} ${attribute}`);
        const told = difference === undefined ? {} : { difference };
        return [{ system, path, attribute, verdict, here, there, ...told }];
      }),
    );
  }

  private async unknown(paths: readonly AttributePath[]): Promise<readonly UnknownPackage[]> {
    if (this.request.packages.kind === 'all') return [];
    const unknown = paths.filter((path) =>
      this.sets.every((of) => this.answers.get(answerKey(of, path))?.kind === 'absent'),
    );
    if (unknown.length > 0) await this.evaluate(distinct(unknown.map(parent)), 'all');
    return unknown.map((path) => {
      const near = nearestNames(path.at(-1)!, this.namesAt(parent(path)) ?? []);
      return { path, near: near.map((name) => [...parent(path), name]) };
    });
  }

  private pair(system: string, path: AttributePath): readonly (EvaluationAnswer | undefined)[] {
    return SIDE_NAMES.map((side) => this.answers.get(answerKey({ side, system }, path)));
  }

  private get sets(): readonly SetOfSide[] {
    return this.request.systems.flatMap((system) => SIDE_NAMES.map((side) => ({ side, system })));
  }

  private get isStopped(): boolean {
    return this.settings.signal?.aborted ?? false;
  }

  private tell(doing: CompareProgress['doing'], done: number, of: number): void {
    this.settings.progress?.({ doing, done, of });
  }
}

function isSet(answer: EvaluationAnswer): boolean {
  return answer.kind === 'other' && answer.type === 'set';
}

/** Attributes that describe the set that contains them; they are no packages. */
const MARKS: ReadonlySet<string> = new Set(['recurseForDerivations', '__attrsFailEvaluation']);

function answerKey({ side, system }: SetOfSide, path: AttributePath): string {
  return `${side} ${system} ${pathText(path)}`;
}

function differenceOf(
  between: DerivationDifferences,
  here: string,
  there: string,
): Difference | string {
  try {
    return between.between(here, there);
  } catch (error) {
    return `the derivations cannot be read: ${(error as Error).message}`;
  }
}
