import { lineText } from '@nx-nix/resolver';
import { joined, told, toldLines, type TerminalText } from '../boundary/terminal-text';
import type { BuildReport } from './build-packages';
import type { BuildFailure, PackageOutcome } from './build-outcomes';

/** The report for the user: the failures, then a table with the outcome of each package. */
export function buildReportText(report: BuildReport): TerminalText {
  const parts = [
    ...report.outcomes.flatMap(({ attribute, error }) =>
      error === undefined ? [] : [told`${attribute} does not evaluate:\n${indented(error)}`],
    ),
    ...report.failures.map(failureText),
    ...(report.errors.length > 0 ? [toldLines(report.errors.join('\n'))] : []),
    toldLines(tableText(report.outcomes)),
    ...(report.storeFailure === undefined ? [] : [toldLines(report.storeFailure)]),
  ];
  return joined(parts, '\n\n');
}

function failureText({ name, reason, tail, command }: BuildFailure): TerminalText {
  const log = tail.length > 0 ? told`${indented(tail.map(lineText).join('\n'))}\n` : '';
  const what = tail.length > 0 ? 'The end of its log:' : 'It printed nothing.';
  return told`${name} failed: ${toldLines(reason)}. ${what}\n${log}  The whole log: ${command}`;
}

/**
 * A table with a line for each package: its name, its outcome, and the seconds of its own build.
 */
export function tableText(outcomes: readonly PackageOutcome[]): string {
  const rows = outcomes.map(({ attribute, outcome, because, seconds }) => [
    lineText(attribute),
    lineText(because === undefined ? outcome : `${outcome}: ${because}`),
    seconds === undefined ? '' : seconds.toFixed(1),
  ]);
  const all = [['package', 'outcome', 'seconds'], ...rows];
  const width = (column: number): number => Math.max(...all.map((row) => row[column]!.length));
  const [first, second, third] = [width(0), width(1), width(2)];
  return all
    .map(([name, outcome, seconds]) =>
      `${name!.padEnd(first!)}  ${outcome!.padEnd(second!)}  ${seconds!.padStart(third!)}`.trimEnd(),
    )
    .join('\n');
}

function indented(text: string): TerminalText {
  return toldLines(text.replace(/^/gm, '  '));
}
