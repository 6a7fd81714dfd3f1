import * as fc from 'fast-check';
import { parse as parseUri, resolve as resolveUri } from 'fast-uri';
import MarkdownIt from 'markdown-it';
import { NixRefuses, workflowCommand, type ToldProblem } from '@nx-nix/resolver';
import { hasUnseen, hostileJsonText } from '../../../../tools/testing/hostile-text';
import { screenAfter } from '../../../../tools/testing/terminal-screen';
import { hasOtherCommand, readStep } from '../../../../tools/testing/workflow-runner';
import { fitting, problemsText, screenOf } from '../../src/boundary/terminal';
import { told, toldLines } from '../../src/boundary/terminal-text';
import { UserError } from '../../src/boundary/user-error';
import { BuildLog } from '../../src/build/build-log';
import { Progress } from '../../src/build/build-progress';
import { buildReportText } from '../../src/build/build-report';
import type { ComparedPackage } from '../../src/compare/compare-sets';
import type { CompareReport } from '../../src/compare/report/report';
import { reportMarkdown } from '../../src/compare/report/report-markdown';
import { compareReportText } from '../../src/compare/report/report-text';
import { annotation } from '../../src/executors/check/annotations';
import { Columns } from '../../src/executors/check/columns';
import { sarif } from '../../src/executors/check/sarif';

/** All that executors print and write of texts that come from repos, read back by who reads it. */

const ESCAPE = '\u001b';
const SEQUENCES = new RegExp(`${ESCAPE}[^m]*m?`, 'g');
const OURS = new RegExp(`${ESCAPE}\\[(?:31|36|0)m`, 'g');
const RUNS = { numRuns: 150 };
const text = hostileJsonText;
const fileName = text
  .map((name) => name.replace(/[/\0\p{Cs}]/gu, '-'))
  .filter((name) => !['', '.', '..'].includes(name));

async function expectQuiet(output: string, colours: readonly string[] = []): Promise<void> {
  const [step, screen] = [readStep(output), await screenAfter(output)];
  expect(step).toEqual({ commands: [], stoppedBy: undefined });
  expect(hasOtherCommand(output)).toBe(false);
  expect(screen.did.filter((what) => !colours.includes(what))).toEqual([]);
  expect(screen.cursor[0]).toBe(output.split('\n').length - 1);
}

describe('problems', () => {
  const problem = fc
    .tuple(fileName, text, text, text)
    .map(
      ([file, ...rest]) =>
        new NixRefuses(
          { file: `repos/${file}`, position: { line: 3, column: 1 } },
          rest[0],
          '2.34',
          rest[1],
          rest[2],
        ),
    );

  test('keep our colours on a terminal, and have no others', async () => {
    const { NO_COLOR } = process.env;
    delete process.env['NO_COLOR'];
    process.env['FORCE_COLOR'] = '1';
    try {
      await fc.assert(
        fc.asyncProperty(problem, async (one) => {
          const output = problemsText([one]).text;
          expect(output.match(SEQUENCES)).toEqual(
            ['31', '0', '36', '0'].map((code) => `\u001b[${code}m`),
          );
          expect(hasUnseen(output.replace(OURS, ''))).toBe(false);
          await expectQuiet(output, ['csi m']);
        }),
        RUNS,
      );
    } finally {
      delete process.env['FORCE_COLOR'];
      if (NO_COLOR !== undefined) process.env['NO_COLOR'] = NO_COLOR;
    }
  });

  test('are one annotation each, beside a file', () => {
    fc.assert(
      fc.property(problem, (one) => {
        const toldProblem: ToldProblem = { problem: one, message: one.message, others: [] };
        const { commands } = readStep(
          workflowCommand(...annotation(toldProblem, new Columns('/nowhere'))),
        );
        expect(commands).toHaveLength(1);
        expect(commands[0]!.name).toBe('error');
        expect(commands[0]!.properties).toMatchObject({ line: '3', title: 'nix-refuses' });
        expect(hasUnseen(commands[0]!.data)).toBe(false);
      }),
      RUNS,
    );
  });

  test('are results of SARIF with their file, and no link', () => {
    fc.assert(
      fc.property(problem, (one) => {
        const log = JSON.parse(sarif([{ problem: one }], new Map(), new Columns('/nowhere')));
        const [{ message, locations }] = log.runs[0].results;
        const { uri } = locations[0].physicalLocation.artifactLocation;
        const read = parseUri(resolveUri('file:///root/', uri));
        expect(read.error).toBeUndefined();
        expect(decodeURIComponent(read.path!)).toBe(`/root/${one.place.file}`);
        expect(hasUnseen(message.text)).toBe(false);
        expect(message.text).not.toMatch(/(?<!\\)\[[^\]]*\]\(/);
      }),
      RUNS,
    );
  });
});

describe('building', () => {
  test('a report has its lines, and each line of a log is a line', async () => {
    await fc.assert(
      fc.asyncProperty(text, text, fc.array(text), async (name, error, tail) => {
        const lines = tail.map((line) => line.replaceAll('\n', ' '));
        const failure = { drvPath: '/x.drv', name, reason: error, tail: lines, command: 'c' };
        const { text: output } = buildReportText({
          succeeded: false,
          outcomes: [
            { attribute: name, outcome: 'does not evaluate', error },
            { attribute: name, outcome: 'failed', because: error, seconds: 1 },
          ],
          failures: [failure],
          errors: [error],
          storeFailure: undefined,
          fresh: new Set(),
        });
        expect(hasUnseen(output)).toBe(false);
        await expectQuiet(output);
        const log = output.split('The end of its log:\n')[1];
        if (lines.length > 0)
          expect(log!.split('\n').indexOf('  The whole log: c')).toBe(lines.length);
      }),
      RUNS,
    );
  });

  test('progress is a line for each change, with any name, phase and address', async () => {
    await fc.assert(
      fc.asyncProperty(text, text, async (name, from) => {
        const written: string[] = [];
        const screen = { isTTY: false, columns: 80, write: told_ };
        function told_({ text: line }: { readonly text: string }): void {
          written.push(line);
        }
        const log = new BuildLog();
        const progress = new Progress(log, () => name, screen);
        progress.tell(log.take({ kind: 'fetch', id: 1, path: '/x', from })!);
        progress.tell(log.take({ kind: 'build', id: 2, drvPath: '/x.drv' })!);
        progress.end();
        expect(written.every((line) => line.indexOf('\n') === line.length - 1)).toBe(true);
        expect(hasUnseen(written.join(''))).toBe(false);
        await expectQuiet(written.join(''));
      }),
      RUNS,
    );
  });

  test('a line that changes fits into the screen', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 21, max: 60 }), (status, columns) => {
        const { text: line } = fitting(`${status}${'漢'.repeat(40)}`, columns);
        const isWhole = !/\p{Cs}/u.test(line);
        expect([line.length < columns, hasUnseen(line), isWhole]).toEqual([true, false, true]);
      }),
      RUNS,
    );
    expect(fitting('漢'.repeat(30), 21).text).toBe('漢'.repeat(10));
  });

  test('a screen is what a stream is', () => {
    expect(screenOf(process.stdout).columns).toBeGreaterThan(0);
  });
});

describe('comparing', () => {
  const compared = fc.tuple(text, text, text).map(([name, here, there]): ComparedPackage => ({
    system: 'x86_64-linux',
    path: [name],
    attribute: name,
    verdict: 'fails in both' as ComparedPackage['verdict'],
    here: { kind: 'fails', reason: here } as ComparedPackage['here'],
    there: { kind: 'fails', reason: there } as ComparedPackage['there'],
  }));
  const report = fc.tuple(fc.array(compared, { minLength: 1, maxLength: 3 }), text, text).map(
    ([outcomes, label, note]) =>
      ({
        here: label,
        there: label,
        systems: ['x86_64-linux'],
        notes: [note],
        unknown: [{ path: [label], near: [[note]] }],
        outcomes: outcomes.map((one, i) => ({
          ...one,
          verdict: i === 0 ? 'different' : one.verdict,
        })),
      }) as unknown as CompareReport,
  );

  test('a report on a terminal is quiet', async () => {
    await fc.assert(
      fc.asyncProperty(report, async (one) => {
        const output = compareReportText(one, { isWhole: true }).text;
        expect(hasUnseen(output)).toBe(false);
        await expectQuiet(output);
      }),
      RUNS,
    );
  });

  test('a page has its own headings, lists and table, and texts as code', () => {
    const markdown = new MarkdownIt({ linkify: true, html: true });
    fc.assert(
      fc.property(report, (one) => {
        const page = reportMarkdown(one, true);
        const tokens = markdown.parse(page, {});
        const inline = new Set(
          tokens.flatMap(({ children }) => (children ?? []).map((c) => c.type)),
        );
        expect(
          [...inline].filter((type) => !['text', 'code_inline', 'softbreak'].includes(type)),
        ).toEqual([]);
        const blocks = new Set(tokens.map(({ type }) => type.replace(/_(open|close)$/, '')));
        for (const type of ['fence', 'code_block', 'html_block', 'hr'])
          expect(blocks).not.toContain(type);
        const headings = tokens.filter(({ type }) => type === 'heading_open');
        expect(headings.filter(({ tag }) => tag === 'h1')).toHaveLength(1);
        expect(tokens.filter(({ type }) => type === 'table_open')).toHaveLength(1);
        expect(tokens.filter(({ type }) => type === 'blockquote_open')).toHaveLength(1);
        expect(hasUnseen(page)).toBe(false);
        // What is not code is ours.
        const ours = tokens.flatMap(({ children }) =>
          (children ?? []).filter((child) => child.type === 'text').map((child) => child.content),
        );
        expect(ours.join('')).toMatch(/^[a-zA-Z0-9 .,:;'-]*$/);
      }),
      RUNS,
    );
  });
});

test('an error is told as it is, and quietly', async () => {
  await fc.assert(
    fc.asyncProperty(text, async (message) => {
      const error = new UserError(message);
      expect(error.message).toBe(message);
      expect(error.told).toEqual(toldLines(message));
      await expectQuiet(told`${message}: ${error.told}`.text);
    }),
    RUNS,
  );
});
