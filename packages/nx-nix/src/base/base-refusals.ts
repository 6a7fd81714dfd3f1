import { comparePaths, pathText, type AttributePath, type BaseRefusal } from '@nx-nix/resolver';
import { nixError } from '../nix/nix-error';
import { interview, type AskedBase, type BaseAnswer, type BaseQuestion } from './base-query';

/** A question that Nix had no answer to. */
export interface Refused {
  readonly question: BaseQuestion;
  readonly system: string;
  readonly answer: BaseAnswer;
}

/** For so many a reason is asked, as each costs a process. */
const MOST_REASONS = 100;

/** What Nix refuses, each with all systems on which it does and what it says on the first of them. */
export async function refusalsOf(
  base: AskedBase,
  refused: readonly Refused[],
): Promise<readonly BaseRefusal[]> {
  const byPath = new Map<string, Refused[]>();
  for (const one of refused) {
    const key = pathText(pathOf(one.question));
    byPath.set(key, [...(byPath.get(key) ?? []), one]);
  }
  const refusals: BaseRefusal[] = [];
  for (const all of byPath.values()) {
    const said = await wordsOf(base, all[0]!, refusals.length < MOST_REASONS);
    refusals.push({
      path: pathOf(all[0]!.question),
      systems: all.map(({ system }) => system),
      message: nixError(said).sentence || 'nothing',
    });
  }
  return refusals.sort((a, b) => comparePaths(a.path, b.path));
}

/** What Nix catches it says nothing about; asked once more, it does not catch it. */
async function wordsOf(
  base: AskedBase,
  { question, system, answer }: Refused,
  isAsked: boolean,
): Promise<string> {
  if ('ended' in answer) return answer.ended;
  if (!isAsked) return 'error: it throws';
  const [plain] = await interview(base, system, [{ ...question, plainly: true }]);
  return plain && 'ended' in plain ? plain.ended : 'error: it throws';
}

function pathOf({ path, name }: BaseQuestion): AttributePath {
  return name === undefined ? path : [...path, name];
}
