import {
  baseSetAt,
  comparePaths,
  reachableMarks,
  pathText,
  type AttributePath,
  type BaseFacts,
  type BaseError,
  type BaseThrough,
} from '@nx-nix/resolver';
import type { Nix } from '../nix/find-nix';
import { UserError } from '../boundary/user-error';
import { askNix } from '../nix/run-nix';
import type { NameInUse } from './ask-names';
import {
  NOTHING_READ,
  queryBase,
  type QueriedBase,
  type BaseAnswer,
  type BaseQuestion,
  type ChangedBase,
  type Found,
  type ReadInFiles,
  type ReplacedTree,
} from './base-query';
import { readInFiles } from './read-in-files';
import { readOfPackages } from './read-of-packages';

/** How many names one process instantiates. More would need too much memory. */
const AT_ONCE = 150;

/**
 * Finds, for each name of the base, the replaced packages that it is made of. The base is evaluated
 * with a mark in every replaced package; a derivation with the mark in its closure is made of that
 * package. All systems are evaluated: they differ, and the written result must not depend on the
 * machine. Derivations stay in the store; nothing is built.
 *
 * The answer is `all` where Nix cannot find out: most functions, whole sets, names that only
 * `callPackage` passes, names that do not evaluate with marks, or on no system. Too many edges are
 * safe; too few are not.
 * @param errors names that Nix does not evaluate; they are not asked again
 * @throws UserError when Nix cannot print the graph of the derivations
 */
export async function throughBase(
  base: QueriedBase,
  facts: Pick<BaseFacts, 'sets' | 'systems'>,
  replaced: readonly AttributePath[],
  names: readonly NameInUse[],
  errors: readonly BaseError[],
): Promise<readonly BaseThrough[]> {
  if (replaced.length === 0) return names.map(({ path }) => ({ path, reaches: [] }));
  const tree = replacedTree(facts, replaced);
  const refused = new Set(
    errors
      .filter(({ systems }) => systems.length === facts.systems.length)
      .map(({ path }) => pathText(path)),
  );
  const asked = names
    .filter(({ path, isPassed }) => !isPassed && !refused.has(pathText(path)))
    .map(({ path }) => path);
  const values: MarkedValue[][] = asked.map(() => []);
  const everywhere = new Set<number>();
  for (const system of facts.systems) {
    const { answers, unmarked, read } = await askAbout(base, system, tree, replaced, asked);
    for (const mark of unmarked) everywhere.add(mark);
    const derivations = new Set(answers.flatMap(derivationsIn));
    const marks = await marksOf(base.nix, [...derivations]);
    const found = answers.map((answer) => markedValueOf(answer, marks));
    const more = await withReads(base, system, { replaced: tree, read }, asked, found);
    more.forEach((value, i) => values[i]!.push(value));
  }
  const reaches = new Map(
    asked.map((path, i) => [pathText(path), union(values[i]!, everywhere)] as const),
  );
  return names.map(({ path }) => {
    const numbers = reaches.get(pathText(path)) ?? 'all';
    return {
      path,
      reaches:
        numbers === 'all' ? 'all' : numbers.map((mark) => replaced[mark]!).sort(comparePaths),
    };
  });
}

/** Adds to each result what is read of a replaced package without depending on it. */
async function withReads(
  base: QueriedBase,
  system: string,
  changed: ChangedBase,
  names: readonly AttributePath[],
  values: readonly MarkedValue[],
): Promise<readonly MarkedValue[]> {
  const known = values.flatMap((value, i) => {
    if (typeof value === 'string') return [];
    return [{ i, path: names[i]!, marks: new Set([...value].map(markOf)) }];
  });
  const reads = await readOfPackages(base, system, changed, known);
  const result = [...values];
  known.forEach(({ i }, at) => {
    const [more, value] = [reads[at]!, values[i] as ReadonlySet<number>];
    result[i] = more === 'all' ? 'all' : new Set([...value, ...[...more].map(numberOfMark)]);
  });
  return result;
}

/** The result for a name on one system: numbers of marks, or why there are none. */
type MarkedValue = ReadonlySet<number> | 'all' | 'missing' | 'refused';

/**
 * Unites the results of all systems. A name may fail on some systems that it does not support; if
 * it fails on all, the cause is unknown, and the result is `all`.
 */
function union(
  values: readonly MarkedValue[],
  everywhere: ReadonlySet<number>,
): readonly number[] | 'all' {
  const there = values.filter((one) => one !== 'missing');
  const isRefused = there.length > 0 && there.every((one) => one === 'refused');
  if (isRefused || there.includes('all')) return 'all';
  const sets = there.flatMap((one) => (typeof one === 'string' ? [] : [...one]));
  return [...new Set([...sets, ...everywhere])];
}

/** What Nix answered for one system, and what was read in files to ask it. */
interface AnswersOfSystem {
  readonly answers: readonly BaseAnswer[];
  readonly unmarked: readonly number[];
  readonly read: ReadInFiles;
}

/**
 * Asks about all names. Where an answer names a place in a file that has to be read, the file is
 * read, and these names are asked again, until nothing is new.
 */
async function askAbout(
  base: QueriedBase,
  system: string,
  tree: ReplacedTree,
  replaced: readonly AttributePath[],
  names: readonly AttributePath[],
): Promise<AnswersOfSystem> {
  const unmarked = await unmarkedOf(base, system, tree, replaced);
  const answers: BaseAnswer[] = [];
  let read = NOTHING_READ;
  let open = names.map((_, i) => i);
  while (open.length > 0) {
    for (let at = 0; at < open.length; at += AT_ONCE) {
      const some = open.slice(at, at + AT_ONCE);
      const questions = some.map((i): BaseQuestion => ({ what: 'reach', path: names[i]! }));
      const told = await queryBase(base, system, questions, { replaced: tree, read });
      some.forEach((i, n) => (answers[i] = told[n]!));
    }
    const more = await readInFiles(base.folder, answers, read);
    open = more === read ? [] : open.filter((i) => hasPlaces(answers[i]!));
    read = more;
  }
  return { answers, unmarked, read };
}

function hasPlaces(answer: BaseAnswer): boolean {
  return 'is' in answer && (answer.found ?? []).some(({ at }) => at);
}

/**
 * The replaced packages that take no mark. A package that does not evaluate even without a mark is
 * left out: nothing can be made of it.
 */
async function unmarkedOf(
  base: QueriedBase,
  system: string,
  tree: ReplacedTree,
  replaced: readonly AttributePath[],
): Promise<readonly number[]> {
  const marks = replaced.map((path): BaseQuestion => ({ what: 'mark', path }));
  const answers = await queryBase(base, system, marks, { replaced: tree });
  const without = replaced
    .map((_, i) => i)
    .filter((i) => {
      const answer = answers[i]!;
      return !('is' in answer && answer.is === true);
    });
  const values = without.map((i): BaseQuestion => ({ what: 'value', path: replaced[i]! }));
  const plain = values.length > 0 ? await queryBase(base, system, values) : [];
  return without.filter((_, i) => {
    const answer = plain[i]!;
    return 'is' in answer && answer.is !== 'missing';
  });
}

function markedValueOf(
  answer: BaseAnswer,
  marks: ReadonlyMap<string, readonly number[]>,
): MarkedValue {
  if (!('is' in answer)) return 'all';
  if (answer.is !== 'told') return answer.is as MarkedValue;
  const found = answer.found ?? [];
  const count = (has: (one: Found) => unknown): number => found.filter(has).length;
  const isOpen = count(({ opens }) => opens) > count(({ opened }) => opened);
  if (isOpen || found.some(({ all }) => all)) return 'all';
  return new Set(derivationsIn(answer).flatMap((derivation) => marks.get(derivation)!));
}

function derivationsIn(answer: BaseAnswer): readonly string[] {
  if (!('is' in answer)) return [];
  return (answer.found ?? []).flatMap(({ derivation }) => derivation ?? []);
}

/** How many derivations go into one command line. */
const IN_ONE_QUERY = 500;

/** The numbers of the marks in the closure of each derivation. */
async function marksOf(
  nix: Nix,
  derivations: readonly string[],
): Promise<ReadonlyMap<string, readonly number[]>> {
  const edges: (readonly [string, string])[] = [];
  for (let at = 0; at < derivations.length; at += IN_ONE_QUERY) {
    const some = derivations.slice(at, at + IN_ONE_QUERY);
    const ran = await askNix({ nix, program: 'nix-store', args: ['--query', '--graph', ...some] });
    if (ran.status !== 0) throw new UserError(`Nix does not tell a graph: ${ran.stderr.trim()}`);
    for (const [, from, to] of ran.stdout.matchAll(/^"([^"]+)" -> "([^"]+)"/gm)) {
      edges.push([from!, to!]);
    }
  }
  const marks = new Map(
    edges.flatMap(([from]) => {
      const mark = MARK.exec(from)?.[1];
      return mark === undefined ? [] : [[from, Number(mark)] as const];
    }),
  );
  const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
  const reached = reachableMarks(edges, marks, derivations.map(nameOf));
  return new Map(derivations.map((path) => [path, reached.get(nameOf(path))!]));
}

const MARK = /^[a-z0-9]+-nx-nix-mark-(\d+)\.drv$/;

const markOf = (number: number): string => `nx-nix-mark-${number}`;
const numberOfMark = (mark: string): number => Number(mark.slice(mark.lastIndexOf('-') + 1));

function replacedTree(
  facts: Pick<BaseFacts, 'sets'>,
  replaced: readonly AttributePath[],
): ReplacedTree {
  type Growing = ReplacedTree & {
    readonly packages: Record<string, string>;
    readonly sets: Record<string, Growing>;
  };
  const node = (path: AttributePath): Growing => {
    const kind = baseSetAt(facts as BaseFacts, path)?.kind ?? 'other';
    // No prototype: the base may have a name such as `constructor`.
    const empty = <T>(): Record<string, T> => Object.create(null) as Record<string, T>;
    return { kind, packages: empty(), sets: empty() };
  };
  const root = node([]);
  replaced.forEach((path, i) => {
    let at = root;
    path.slice(0, -1).forEach((name, depth) => {
      at = at.sets[name] ??= node(path.slice(0, depth + 1));
    });
    at.packages[path[path.length - 1]!] = markOf(i);
  });
  return root;
}
