import {
  compareNames,
  listHash,
  pathText,
  type AskedSet,
  type BaseError,
  type BaseSet,
  type BaseSetKind,
} from '@nx-nix/resolver';
import { queryBase, type QueriedBase, type BaseAnswer } from './base-query';
import { errorsOf, type Unanswered } from './base-errors';

/** What the base has at a path on one system. */
interface AnsweredSet {
  readonly kind: BaseSetKind;
  readonly names: readonly string[];
}

/**
 * Asks Nix what the base has at paths where repos have sets, and which formals the `callPackage` of
 * these sets passes.
 * @returns the sets in the order of the question, and those that Nix does not evaluate
 * @throws BaseDoesNotEvaluate when the base as a whole does not evaluate
 */
export async function askSets(
  base: QueriedBase,
  systems: readonly string[],
  sets: readonly AskedSet[],
): Promise<{ readonly sets: readonly BaseSet[]; readonly errors: readonly BaseError[] }> {
  const answered: AnsweredSet[][] = sets.map(() => []);
  const called: Set<string>[] = sets.map(() => new Set());
  const unanswered: Unanswered[] = [];
  for (const system of systems) {
    const answers = await queryBase(base, system, [
      ...sets.map(({ path }) => ({ what: 'set' as const, path })),
      ...sets.map(({ path, formals }) => ({ what: 'called' as const, path, formals })),
    ]);
    sets.forEach(({ path }, i) => {
      const answer = answers[i]!;
      if ('is' in answer) answered[i]!.push(answer.is as AnsweredSet);
      else unanswered.push({ question: { what: 'set', path }, system, answer });
      for (const name of namesIn(answers[sets.length + i]!)) called[i]!.add(name);
    });
  }
  return {
    sets: sets.map(({ path, formals }, i) => {
      const kind = kindOf(answered[i]!, systems);
      const names = sorted(answered[i]!.flatMap((set) => set.names));
      const asked = askedHash(formals, names);
      return { path, kind, names, called: sorted(called[i]!), asked };
    }),
    errors: await errorsOf(base, unanswered),
  };
}

/**
 * Hash of the formals that are not names in the set: for these, Nix is asked whether `callPackage`
 * passes them.
 */
export function askedHash(formals: readonly string[], names: readonly string[]): string {
  const known = new Set(names);
  return listHash(formals.filter((name) => !known.has(name)));
}

/**
 * Removes from `called` the names that are also found in a set around. A scope's `callPackage`
 * passes those too, so they are not the scope's own.
 * @param sets each with all the sets around it
 */
export function withoutNamesAround(sets: readonly BaseSet[]): readonly BaseSet[] {
  const known = new Map(
    sets.map(({ path, names, called }) => [pathText(path), new Set([...names, ...called])]),
  );
  return sets.map((set) => {
    const around = set.path.map((_, depth) => known.get(pathText(set.path.slice(0, depth)))!);
    const own = new Set(set.names);
    const called = set.called.filter((name) => {
      return !own.has(name) && !around.some((names) => names.has(name));
    });
    return { ...set, called };
  });
}

/**
 * The kind of a set whose kind differs between systems: the first in MOST_FIRST. A system on which
 * Nix gives an error counts as `other`.
 */
function kindOf(answered: readonly AnsweredSet[], systems: readonly string[]): BaseSetKind {
  const kinds = new Set(answered.map(({ kind }) => kind));
  if (answered.length < systems.length) kinds.add('other');
  return MOST_FIRST.find((kind) => kinds.has(kind))!;
}

const MOST_FIRST: readonly BaseSetKind[] = [
  'python',
  'scope',
  'extensible',
  'plain',
  'package',
  'other',
  'missing',
];

/** Where `callPackage` itself does not evaluate, it passes nothing. */
function namesIn(answer: BaseAnswer): readonly string[] {
  return 'is' in answer ? (answer.is as readonly string[]) : [];
}

function sorted(names: Iterable<string>): readonly string[] {
  return [...new Set(names)].sort(compareNames);
}
