import { comparePaths, pathText, type AttributePath, type BaseError } from '@nx-nix/resolver';
import { nixError } from '../nix/nix-error';
import { queryBase, type AskedBase, type BaseAnswer, type BaseQuestion } from './base-query';

/** A question that Nix had no answer to. */
export interface Unanswered {
  readonly question: BaseQuestion;
  readonly system: string;
  readonly answer: BaseAnswer;
}

/** For so many a reason is asked, as each costs a process. */
const MOST_REASONS = 100;

/** What Nix refuses, each with all systems on which it does and what it says on the first of them. */
export async function errorsOf(
  base: AskedBase,
  unanswered: readonly Unanswered[],
): Promise<readonly BaseError[]> {
  const byPath = new Map<string, Unanswered[]>();
  for (const one of unanswered) {
    const key = pathText(pathOf(one.question));
    byPath.set(key, [...(byPath.get(key) ?? []), one]);
  }
  const errors: BaseError[] = [];
  for (const all of byPath.values()) {
    const said = await wordsOf(base, all[0]!, errors.length < MOST_REASONS);
    errors.push({
      path: pathOf(all[0]!.question),
      systems: all.map(({ system }) => system),
      message: nixError(said).sentence || 'nothing',
    });
  }
  return errors.sort((a, b) => comparePaths(a.path, b.path));
}

/** What Nix catches it says nothing about; asked once more, it does not catch it. */
async function wordsOf(
  base: AskedBase,
  { question, system, answer }: Unanswered,
  isAsked: boolean,
): Promise<string> {
  if ('ended' in answer) return answer.ended;
  if (!isAsked) return 'error: it throws';
  const [plain] = await queryBase(base, system, [{ ...question, plainly: true }]);
  return plain && 'ended' in plain ? plain.ended : 'error: it throws';
}

function pathOf({ path, name }: BaseQuestion): AttributePath {
  return name === undefined ? path : [...path, name];
}
