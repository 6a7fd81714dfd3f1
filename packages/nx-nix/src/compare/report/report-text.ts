import { lineText, linesText, pathText } from '@nx-nix/resolver';
import { TerminalText } from '../../boundary/terminal-text';
import { attributeTexts } from './difference-text';
import type { ComparedPackage } from '../compare-sets';
import {
  countsOf,
  differenceGroups,
  reasonsOf,
  type CompareReport,
  type DifferenceGroup,
} from './report';
import { VERDICTS, type Verdict } from '../verdict';

/** Options of the text. */
export interface ReportTextOptions {
  /** True: every package is listed, also those that are the same. */
  readonly isWhole: boolean;
  readonly paint?: (verdict: Verdict, text: string) => string;
}

/** Limits of lists and texts, unless the whole is wanted. */
const MOST_PACKAGES = 20;
const MOST_OF_GROUP = 5;
const MOST_CHARACTERS = 200;

/** The report for a terminal: counts, then a list for each verdict. */
export function compareReportText(report: CompareReport, options: ReportTextOptions): TerminalText {
  const { outcomes, notes } = report;
  const parts = [
    ...notes.map((note) => lineText(`note: ${note}`)),
    [lineText(titleText(report)), countsText(outcomes, options)].join('\n'),
    ...VERDICTS.map((verdict) => listText(verdict, report, options)),
    ...(report.unknown.length > 0 ? [linesText(unknownText(report))] : []),
  ];
  return new TerminalText(parts.filter((part) => part !== '').join('\n\n'));
}

/** One line: what was compared with what, and how many packages. */
export function titleText({
  here,
  there,
  systems,
  cross,
  sample,
  outcomes,
}: CompareReport): string {
  const under = cross === undefined ? '' : `, under pkgsCross.${cross}`;
  const drawn = sample === undefined ? '' : `, drawn with --seed=${sample.seed}`;
  const count = outcomes.length === 1 ? '1 package' : `${outcomes.length} packages`;
  return `${here} against ${there}, ${systems.join(', ')}${under}: ${count}${drawn}`;
}

/** Names that neither side has, with similar names that the user may have meant. */
export function unknownText({ unknown }: CompareReport): string {
  return unknown
    .map(({ path, near }) => {
      const meant = near.map(pathText).join(' or ');
      return `neither side has ${pathText(path)}${meant === '' ? '' : `; did you mean ${meant}?`}`;
    })
    .join('\n');
}

function countsText(outcomes: readonly ComparedPackage[], { paint }: ReportTextOptions): string {
  const counts = Object.entries(countsOf(outcomes)) as [Verdict, number][];
  const width = Math.max(...counts.map(([, count]) => String(count).length));
  return counts
    .filter(([verdict, count]) => count > 0 || verdict === 'same')
    .map(([verdict, count]) => {
      const line = `  ${String(count).padStart(width)} ${verdict}${verdict === 'same' ? byType(outcomes) : ''}`;
      return paint ? paint(verdict, line) : line;
    })
    .join('\n');
}

/**
 * How many packages were compared by type only, as they are no derivations. Such a comparison
 * proves little, so the user should know the number.
 */
function byType(outcomes: readonly ComparedPackage[]): string {
  const count = outcomes.filter(
    ({ verdict, here }) => verdict === 'same' && here.kind === 'other',
  ).length;
  return count === 0 ? '' : ` (${count} by type only: they are no derivations)`;
}

function listText(verdict: Verdict, report: CompareReport, options: ReportTextOptions): string {
  const outcomes = report.outcomes.filter((outcome) => outcome.verdict === verdict);
  if (outcomes.length === 0 || (verdict === 'same' && !options.isWhole)) return '';
  const nameOf = namesFor(report);
  const lines =
    verdict === 'different'
      ? differentLines(differenceGroups(outcomes), nameOf, options)
      : bounded(outcomes, MOST_PACKAGES, options).flatMap((one) =>
          typeof one === 'string' ? [one] : packageLines(one, nameOf),
        );
  return [`${verdict}:`, ...lines.map((line) => `  ${lineText(line)}`)].join('\n');
}

function packageLines(
  outcome: ComparedPackage,
  nameOf: (outcome: ComparedPackage) => string,
): readonly string[] {
  const [first, ...more] = reasonsOf(outcome).map(shortened);
  const start = first === undefined ? nameOf(outcome) : `${nameOf(outcome)}: ${first}`;
  return [start, ...more.map((reason) => `  ${reason}`)];
}

function differentLines(
  groups: readonly DifferenceGroup[],
  nameOf: (outcome: ComparedPackage) => string,
  options: ReportTextOptions,
): readonly string[] {
  return bounded(groups, MOST_PACKAGES, options).flatMap((group) => {
    if (typeof group === 'string') return [group];
    const { cause, outcomes } = group;
    const head =
      typeof cause === 'string'
        ? [cause]
        : [`${cause.way.at(-1)}:`, ...attributeTexts(cause).map((text) => `  ${text}`)];
    const packages = bounded(outcomes, MOST_OF_GROUP, options).map((one) =>
      typeof one === 'string' ? one : `${nameOf(one)}${wayText(one)}`,
    );
    return [...head, ...packages.map((text) => `  in ${text}`.replace('in …', '…'))];
  });
}

/** The inputs that lead from a package to the derivation that differs by itself. */
function wayText({ difference }: ComparedPackage): string {
  if (difference === undefined || typeof difference === 'string') return '';
  const { way } = difference;
  if (way.length < 2) return '';
  const shown = way.length > 6 ? [...way.slice(0, 3), '…', ...way.slice(-2)] : way;
  return `, by ${shown.join(' → ')}`;
}

/** Returns the function that names a package in a report: with its system if there are several. */
export function namesFor({ systems }: CompareReport): (outcome: ComparedPackage) => string {
  return ({ attribute, system }) => (systems.length > 1 ? `${attribute} (${system})` : attribute);
}

function bounded<T>(
  all: readonly T[],
  most: number,
  { isWhole }: ReportTextOptions,
): readonly (T | string)[] {
  if (isWhole || all.length <= most) return all;
  return [...all.slice(0, most), `… and ${all.length - most} more`];
}

function shortened(text: string): string {
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
}
