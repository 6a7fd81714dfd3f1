import type { AttributePath, BaseError } from '@nx-nix/resolver';
import { queryBase, type QueriedBase, type BaseQuestion } from './base-query';
import { errorsOf, type Unanswered } from './base-errors';

/** A name of the base that a package needs. */
export interface NameInUse {
  readonly path: AttributePath;
  /** True: the name is no attribute, but `callPackage` of its set passes it. */
  readonly isPassed: boolean;
}

/**
 * Asks Nix, for each system, which of these names of the base do not evaluate.
 * @returns an error for each such name, sorted by path
 * @throws BaseDoesNotEvaluate when the base as a whole does not evaluate
 */
export async function askNames(
  base: QueriedBase,
  systems: readonly string[],
  names: readonly NameInUse[],
): Promise<readonly BaseError[]> {
  const questions = names.map(questionOf);
  const unanswered: Unanswered[] = [];
  for (const system of systems) {
    const answers = await queryBase(base, system, questions);
    answers.forEach((answer, i) => {
      if (!('is' in answer)) unanswered.push({ question: questions[i]!, system, answer });
    });
  }
  return errorsOf(base, unanswered);
}

function questionOf({ path, isPassed }: NameInUse): BaseQuestion {
  if (!isPassed) return { what: 'value', path };
  const name = path[path.length - 1]!;
  return { what: 'passed', path: path.slice(0, -1), formals: [name], name };
}
