import type { AttributePath, BaseRefusal } from '@nx-nix/resolver';
import { interview, type AskedBase, type BaseQuestion } from './base-query';
import { refusalsOf, type Refused } from './base-refusals';

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
): Promise<readonly BaseRefusal[]> {
  const questions = names.map(questionOf);
  const refused: Refused[] = [];
  for (const system of systems) {
    const answers = await interview(base, system, questions);
    answers.forEach((answer, i) => {
      if (!('is' in answer)) refused.push({ question: questions[i]!, system, answer });
    });
  }
  return refusalsOf(base, refused);
}

function questionOf({ path, isPassed }: AskedName): BaseQuestion {
  if (!isPassed) return { what: 'value', path };
  const name = path[path.length - 1]!;
  return { what: 'passed', path: path.slice(0, -1), formals: [name], name };
}
