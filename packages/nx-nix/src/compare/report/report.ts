import type { EvaluationAnswer } from '../evaluation/answer';
import type { Comparison, ComparedPackage } from '../compare-sets';
import type { Difference } from '../derivation/derivation-difference';
import { isAcceptable, isDifference, VERDICTS, type Verdict } from '../verdict';

/** A comparison, with what was compared. */
export interface CompareReport extends Comparison {
  readonly here: string;
  readonly there: string;
  readonly systems: readonly string[];
  readonly cross: string | undefined;
  readonly sample: { readonly count: number; readonly seed: string } | undefined;
  readonly notes: readonly string[];
}

/** Packages that differ for the same reason. */
export interface DifferenceGroup {
  readonly cause: Difference | string;
  readonly outcomes: readonly ComparedPackage[];
}

// Why: docs/decisions/comparing.md#differences-fail-unless-they-were-asked-for
/**
 * Whether the task succeeds: each requested package exists, the comparison was not interrupted, and
 * no verdict is bad.
 * @param differences `ok`: that packages differ is what was asked, and no failure
 */
export function isSuccess(
  { outcomes, unknown, isStopped }: Comparison,
  differences: 'fail' | 'ok',
): boolean {
  return (
    !isStopped &&
    unknown.length === 0 &&
    outcomes.every(
      ({ verdict }) => isAcceptable(verdict) || (differences === 'ok' && isDifference(verdict)),
    )
  );
}

/** The number of packages for each verdict, in the order of reports. */
export function countsOf(outcomes: readonly ComparedPackage[]): Readonly<Record<Verdict, number>> {
  const counts = Object.fromEntries(VERDICTS.map((verdict) => [verdict, 0]));
  for (const { verdict } of outcomes) counts[verdict]!++;
  return counts as Record<Verdict, number>;
}

/**
 * Differing packages, grouped by the derivation that makes them differ; the largest group comes
 * first.
 */
export function differenceGroups(outcomes: readonly ComparedPackage[]): readonly DifferenceGroup[] {
  const groups = new Map<string, { cause: Difference | string; outcomes: ComparedPackage[] }>();
  for (const outcome of outcomes) {
    if (outcome.verdict !== 'different') continue;
    const cause = outcome.difference ?? kindsText(outcome.here, outcome.there);
    const key = typeof cause === 'string' ? cause : `${cause.here} ${cause.there}`;
    const group = groups.get(key);
    if (group) group.outcomes.push(outcome);
    else groups.set(key, { cause, outcomes: [outcome] });
  }
  return [...groups.values()].sort((a, b) => b.outcomes.length - a.outcomes.length);
}

function kindsText(here: EvaluationAnswer, there: EvaluationAnswer): string {
  // Only if the comparison was interrupted before the derivations were compared.
  if (here.kind === 'derivation' && there.kind === 'derivation') {
    return 'the comparison was interrupted before it found out why: run it again';
  }
  return `here ${kindText(here)}, there ${kindText(there)}`;
}

function kindText(answer: EvaluationAnswer): string {
  if (answer.kind !== 'other') return `a ${answer.kind}`;
  if (answer.type === 'null') return 'null';
  return answer.type === 'lambda' ? 'a function' : `a ${answer.type}`;
}

/** Why a package fails: a reason for each side that fails, or one if both are equal. */
export function reasonsOf({ here, there }: ComparedPackage): readonly string[] {
  const reasons = [reasonOf(here), reasonOf(there)];
  if (reasons[0] !== undefined && reasons[0] === reasons[1]) return [reasons[0]];
  if (reasons[0] !== undefined && reasons[1] !== undefined) {
    return [`here: ${reasons[0]}`, `there: ${reasons[1]}`];
  }
  return reasons.filter((reason) => reason !== undefined);
}

function reasonOf(answer: EvaluationAnswer): string | undefined {
  if (answer.kind === 'thrown') return 'it throws: evaluate it alone to see why';
  return answer.kind === 'fails' ? answer.reason : undefined;
}

/** The report as plain data, for `--json`. */
export function reportJson(report: CompareReport): Readonly<Record<string, unknown>> {
  const { here, there, systems, cross, sample, notes, outcomes, unknown } = report;
  return {
    here,
    there,
    systems,
    ...(cross === undefined ? {} : { cross }),
    ...(sample === undefined ? {} : { sample }),
    notes,
    counts: countsOf(outcomes),
    differ: outcomes.some(({ verdict }) => isDifference(verdict)),
    stopped: report.isStopped,
    unknown: unknown.map(({ path, near }) => ({ path, near })),
    packages: outcomes.map((outcome) => ({
      system: outcome.system,
      path: outcome.path,
      attribute: outcome.attribute,
      verdict: outcome.verdict,
      here: withoutNames(outcome.here),
      there: withoutNames(outcome.there),
      ...(outcome.difference === undefined ? {} : { difference: outcome.difference }),
    })),
    effort: { ...report.effort, known: report.known },
  };
}

function withoutNames(answer: EvaluationAnswer): EvaluationAnswer {
  return answer.kind === 'other' ? { kind: 'other', type: answer.type } : answer;
}
