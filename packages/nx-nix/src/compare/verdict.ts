import { isFailure, type EvaluationAnswer } from './evaluation/answer';

/** The possible results for a package, in the order of reports. */
export const VERDICTS = [
  'different',
  'only here',
  'only there',
  'fails here',
  'fails there',
  'fails in both',
  'same',
] as const;

/** The result for a package. */
export type Verdict = (typeof VERDICTS)[number];

/** Compares what both sides have at a path; undefined if neither has anything. */
export function verdictOf(here: EvaluationAnswer, there: EvaluationAnswer): Verdict | undefined {
  if (here.kind === 'absent' && there.kind === 'absent') return undefined;
  if (there.kind === 'absent') return 'only here';
  if (here.kind === 'absent') return 'only there';
  if (isFailure(here) && isFailure(there)) return 'fails in both';
  if (isFailure(here)) return 'fails here';
  if (isFailure(there)) return 'fails there';
  return isSame(here, there) ? 'same' : 'different';
}

/** True if this package does not prevent that one set replaces the other. */
export function isAcceptable(verdict: Verdict): boolean {
  return verdict === 'same' || verdict === 'fails in both';
}

/** True if both sides were evaluated and are not the same: an answer, where one asked what differs. */
export function isDifference(verdict: Verdict): boolean {
  return verdict === 'different' || verdict === 'only here' || verdict === 'only there';
}

/**
 * Derivations are equal if their paths are: the path is a hash of all inputs. Other values are
 * compared by type.
 */
function isSame(here: EvaluationAnswer, there: EvaluationAnswer): boolean {
  if (here.kind === 'derivation' && there.kind === 'derivation') {
    return here.drvPath === there.drvPath;
  }
  return here.kind === 'other' && there.kind === 'other' && here.type === there.type;
}
