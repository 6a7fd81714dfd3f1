import { isFailure, type EvaluationAnswer } from './evaluation/answer';

/** What is said of a package, in the order of reports. */
export const VERDICTS = [
  'different',
  'only here',
  'only there',
  'fails here',
  'fails there',
  'fails in both',
  'same',
] as const;

export type Verdict = (typeof VERDICTS)[number];

/** What both sides have at a path; undefined where neither has anything. */
export function verdictOf(here: EvaluationAnswer, there: EvaluationAnswer): Verdict | undefined {
  if (here.kind === 'absent' && there.kind === 'absent') return undefined;
  if (there.kind === 'absent') return 'only here';
  if (here.kind === 'absent') return 'only there';
  if (isFailure(here) && isFailure(there)) return 'fails in both';
  if (isFailure(here)) return 'fails here';
  if (isFailure(there)) return 'fails there';
  return isSame(here, there) ? 'same' : 'different';
}

/** Whether the sets may be taken one for the other, as far as this package goes. */
export function isGood(verdict: Verdict): boolean {
  return verdict === 'same' || verdict === 'fails in both';
}

/** Derivations by their path, which says all that they are made of; anything else by its type. */
function isSame(here: EvaluationAnswer, there: EvaluationAnswer): boolean {
  if (here.kind === 'derivation' && there.kind === 'derivation') {
    return here.drvPath === there.drvPath;
  }
  return here.kind === 'other' && there.kind === 'other' && here.type === there.type;
}
