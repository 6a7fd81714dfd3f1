import { markdownCode as code } from '@nx-nix/resolver';
import { attributeTexts } from './difference-text';
import { countsOf, differenceGroups, reasonsOf, type CompareReport } from './report';
import { namesFor, titleText, unknownText } from './report-text';
import { VERDICTS, type Verdict } from '../verdict';

/**
 * The report as a Markdown page, for a pull request or an archive.
 * @param isWhole true: packages that are the same are listed too
 */
export function reportMarkdown(report: CompareReport, isWhole: boolean): string {
  const counts = Object.entries(countsOf(report.outcomes)) as [Verdict, number][];
  return (
    [
      `# ${code(titleText(report))}`,
      ...report.notes.map((note) => `> ${code(note)}`),
      [
        '| verdict | packages |',
        '| --- | ---: |',
        ...counts.map(([v, n]) => `| ${v} | ${n} |`),
      ].join('\n'),
      ...VERDICTS.flatMap((verdict) => section(verdict, report, isWhole)),
      ...(report.unknown.length > 0
        ? [
            '## Nowhere',
            unknownText(report)
              .split('\n')
              .map((line) => `- ${code(line)}`)
              .join('\n'),
          ]
        : []),
      '',
    ]
      .join('\n\n')
      .trimEnd() + '\n'
  );
}

function section(verdict: Verdict, report: CompareReport, isWhole: boolean): readonly string[] {
  const outcomes = report.outcomes.filter((outcome) => outcome.verdict === verdict);
  if (outcomes.length === 0 || (verdict === 'same' && !isWhole)) return [];
  const nameOf = namesFor(report);
  const head = `## ${verdict[0]!.toUpperCase()}${verdict.slice(1)}`;
  if (verdict !== 'different') {
    const lines = outcomes.map((outcome) =>
      [`- ${code(nameOf(outcome))}`, ...reasonsOf(outcome).map(code)].join(': '),
    );
    return [head, lines.join('\n')];
  }
  return [
    head,
    ...differenceGroups(outcomes).flatMap(({ cause, outcomes: group }) => [
      ...(typeof cause === 'string'
        ? [code(cause)]
        : [
            `${code(cause.way.at(-1)!)} differs by itself:`,
            attributeTexts(cause)
              .map((text) => `- ${code(text)}`)
              .join('\n'),
          ]),
      `In ${group.map((outcome) => code(nameOf(outcome))).join(', ')}.`,
    ]),
  ];
}
