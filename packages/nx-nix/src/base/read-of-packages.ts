import type { AttributePath } from '@nx-nix/resolver';
import {
  queryBase,
  type BaseAnswer,
  type BaseQuestion,
  type ChangedBase,
  type QueriedBase,
} from './base-query';

/** More packages than this are not asked about, for one system: each takes a process. */
const MOST_PROCESSES = 300;

/** A name of the base, and the marks that are in its closure. */
export interface MarkedName {
  readonly path: AttributePath;
  readonly marks: ReadonlySet<string>;
}

// Why: docs/decisions/base.md#what-is-read-of-a-package-is-found-by-letting-it-fail
/**
 * Finds the replaced packages of which a name of the base reads more than the derivation: a version,
 * a source, what a default or an `if` asks. First, all names are evaluated, and packages tell that
 * something of them is read, whoever reads it: few do. Then, for each of these, all of its attributes
 * fail when they are read, and the names that fail are those that read them.
 * @param names that evaluate; a package whose mark one has already is not looked for
 * @returns the marks for each name; `all` where Nix cannot tell
 */
export async function readOfPackages(
  base: QueriedBase,
  system: string,
  changed: ChangedBase,
  names: readonly MarkedName[],
): Promise<readonly (ReadonlySet<string> | 'all')[]> {
  const ask = (asked: readonly MarkedName[], closed: string | null) => {
    const questions = asked.map(({ path }): BaseQuestion => ({ what: 'reads', path }));
    return queryBase(base, system, questions, { ...changed, closed });
  };
  const told = await ask(names, null);
  const read = [...new Set(told.flatMap(readIn))].sort();
  // A name that ended the process may have read what nobody else does.
  const results = told.map((answer) => (isWhole(answer) ? new Set<string>() : 'all'));
  for (const [n, mark] of read.entries()) {
    const without = names.flatMap(({ marks }, i) => {
      return marks.has(mark) || results[i] === 'all' ? [] : [i];
    });
    if (without.length === 0) continue;
    const asked = without.map((i) => names[i]!);
    const answers = n < MOST_PROCESSES ? await ask(asked, mark) : [];
    let isKept = false;
    without.forEach((i, at) => {
      const answer = answers[at];
      const reads = answer ? readIn(answer).length : 0;
      // The base may catch the failure, and Nix keeps what is made of it then: a later name that
      // needs the same tells nothing.
      const isRead = isKept || reads > 0 || !isWhole(answer);
      isKept ||= isWhole(answer) ? reads > 0 : reads > 1;
      if (isRead) (results[i] as Set<string>).add(mark);
    });
  }
  return results;
}

function isWhole(answer: BaseAnswer | undefined): answer is BaseAnswer & { readonly is: unknown } {
  return answer !== undefined && 'is' in answer && answer.is !== 'fails';
}

function readIn(answer: BaseAnswer): readonly string[] {
  return 'ended' in answer ? [] : (answer.found ?? []).flatMap(({ reads }) => reads ?? []);
}
