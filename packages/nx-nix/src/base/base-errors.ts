import { comparePaths, pathText, type AttributePath, type BaseError } from '@nx-nix/resolver';
import { nixError } from '../nix/nix-error';
import { queryBase, type QueriedBase, type BaseAnswer, type BaseQuestion } from './base-query';

/** A question that Nix did not answer with a value. */
export interface Unanswered {
  readonly question: BaseQuestion;
  readonly system: string;
  readonly answer: BaseAnswer;
}

/** For at most this number of errors Nix is asked for the reason: each costs a process. */
const MOST_REASONS = 100;

/**
 * The errors, one for each path: all systems that have it, and the message of Nix on the first one.
 */
export async function errorsOf(
  base: QueriedBase,
  unanswered: readonly Unanswered[],
): Promise<readonly BaseError[]> {
  const byPath = new Map<string, Unanswered[]>();
  for (const one of unanswered) {
    const key = pathText(pathOf(one.question));
    byPath.set(key, [...(byPath.get(key) ?? []), one]);
  }
  const errors: BaseError[] = [];
  for (const all of byPath.values()) {
    const message = await messageOf(base, all[0]!, errors.length < MOST_REASONS);
    errors.push({
      path: pathOf(all[0]!.question),
      systems: all.map(({ system }) => system),
      message: nixError(message).sentence || 'nothing',
    });
  }
  return errors.sort((a, b) => comparePaths(a.path, b.path));
}

/**
 * The message of Nix for an error. `tryEval` hides messages, so the question is asked again without
 * `tryEval`.
 */
async function messageOf(
  base: QueriedBase,
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
