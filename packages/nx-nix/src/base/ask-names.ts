import type { AttributePath, BaseError } from '@nx-nix/resolver';
import { queryBase, type AskedBase, type BaseQuestion } from './base-query';
import { errorsOf, type Unanswered } from './base-errors';

/** A name of the base that a package asks for. */
export interface AskedName {
  readonly path: AttributePath;
  /** It is no attribute, but its set's `callPackage` passes it. */
  readonly isPassed: boolean;
}

/** Which of these names of the base Nix does not evaluate, and why. */
export async function askNames(
  base: AskedBase,
  systems: readonly string[],
  names: readonly AskedName[],
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

function questionOf({ path, isPassed }: AskedName): BaseQuestion {
  if (!isPassed) return { what: 'value', path };
  const name = path[path.length - 1]!;
  return { what: 'passed', path: path.slice(0, -1), formals: [name], name };
}
