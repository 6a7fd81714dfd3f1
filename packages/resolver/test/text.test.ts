import * as fc from 'fast-check';
import { resolve as resolveUri, parse as parseUri } from 'fast-uri';
import MarkdownIt from 'markdown-it';
import {
  hasUnseen,
  hostileJsonText,
  hostileText,
  soundText,
} from '../../../tools/testing/hostile-text';
import { screenAfter } from '../../../tools/testing/terminal-screen';
import { hasOtherCommand, readStep } from '../../../tools/testing/workflow-runner';
import {
  jsonText,
  lineText,
  linesText,
  markdownCode,
  relativeReference,
  withoutColours,
  workflowCommand,
} from '../src';

/** Text from a repo, read back at each place by who reads there. */

const RUNS = { numRuns: 400 };

describe('in a terminal', () => {
  test('a line is one line, which does nothing but stand there', async () => {
    await fc.assert(
      fc.asyncProperty(hostileJsonText, async (text) => {
        const line = lineText(text);
        expect(hasUnseen(line) || /[\n\t]/.test(line)).toBe(false);
        const { did, cursor } = await screenAfter(`before\n${line}\nafter`);
        expect([did, cursor]).toEqual([[], [2, 5]]);
      }),
      RUNS,
    );
  });

  test('a text of lines has as many lines as it says', async () => {
    await fc.assert(
      fc.asyncProperty(hostileJsonText, async (text) => {
        const lines = linesText(text);
        expect(hasUnseen(lines)).toBe(false);
        const { did, cursor } = await screenAfter(lines);
        expect([did, cursor[0]]).toEqual([[], text.split('\n').length - 1]);
      }),
      RUNS,
    );
  });

  test('what is normal stays as it is, and nothing is lost', () => {
    fc.assert(
      fc.property(soundText, (text) => {
        expect([lineText(text), linesText(`${text}\n${text}`)]).toEqual([text, `${text}\n${text}`]);
      }),
    );
    expect(lineText('a\u001b]0;x\u0007b\n\ud800 \u202e\u{e0041}')).toBe(
      'a\\u001b]0;x\\u0007b\\n\\ud800 \\u202e\\udb40\\udc41',
    );
  });

  test('escaping twice is escaping once', () => {
    fc.assert(
      fc.property(hostileJsonText, (text) => {
        expect(lineText(lineText(text))).toBe(lineText(text));
        expect(linesText(linesText(text))).toBe(linesText(text));
      }),
      RUNS,
    );
  });

  test('colours of Nix and of compilers go, all else stays to be seen', () => {
    expect(withoutColours('\u001b[31;1merror:\u001b[0m a\u001b[K \u001b]0;x\u0007')).toBe(
      'error: a \u001b]0;x\u0007',
    );
  });
});

/** All ends of a text, a line each: Nx breaks long lines anywhere. */
function brokenUp(text: string): string {
  return Array.from(text, (_, i) => text.slice(i)).join('\n');
}

describe('in the log of a CI system', () => {
  test('no text is a command, wherever it stands in a line', () => {
    fc.assert(
      fc.property(hostileJsonText, fc.constantFrom('', '  ', '\t', 'core: '), (text, before) => {
        for (const shown of [lineText(text), linesText(text)]) {
          const output = `${before}${shown}\n`;
          expect(readStep(output)).toEqual({ commands: [], stoppedBy: undefined });
          expect(readStep(brokenUp(shown)).commands).toEqual([]);
          expect(hasOtherCommand(output)).toBe(false);
        }
      }),
      RUNS,
    );
  });

  test('a command of ours is one command with what it was given', () => {
    fc.assert(
      fc.property(hostileJsonText, hostileJsonText, (file, text) => {
        const output = workflowCommand('error', { file, line: 3 }, text);
        const properties = { file: lineText(file), line: '3' };
        expect(readStep(output)).toEqual({
          commands: [{ name: 'error', properties, data: linesText(text) }],
          stoppedBy: undefined,
        });
        expect(hasOtherCommand(output)).toBe(false);
      }),
      RUNS,
    );
  });
});

describe('in Markdown', () => {
  const markdown = new MarkdownIt({ linkify: true, html: true, typographer: true });

  test('it is code in its paragraph, and has the same words', () => {
    fc.assert(
      fc.property(hostileJsonText, (text) => {
        const [open, inline, close, ...more] = markdown.parse(`In ${markdownCode(text)}.`, {});
        expect([open?.type, close?.type, more]).toEqual(['paragraph_open', 'paragraph_close', []]);
        const children = inline!.children!.map(({ type }) => type);
        expect(children).toEqual(['text', 'code_inline', 'text']);
        const { content } = inline!.children![1]!;
        const isBlank = lineText(text).trim() === '';
        expect(content).toBe(isBlank ? JSON.stringify(text) : unneutral(content, text));
      }),
      RUNS,
    );
  });

  /** The text with its unseen characters written out; commands of logs are none here. */
  function unneutral(content: string, text: string): string {
    expect(hasUnseen(content)).toBe(false);
    return content.includes('\\u') || /[\r\n\t]/.test(text) ? content : text;
  }
});

describe('in JSON', () => {
  test('it is exactly that text, on one line that does nothing', async () => {
    await fc.assert(
      fc.asyncProperty(hostileJsonText, async (text) => {
        const json = jsonText({ [text]: [text] });
        expect(JSON.parse(json)).toEqual({ [text]: [text] });
        expect(hasUnseen(json) || json.includes('\n')).toBe(false);
        expect(readStep(brokenUp(json)).commands).toEqual([]);
        expect(hasOtherCommand(json)).toBe(false);
        expect((await screenAfter(json)).did).toEqual([]);
      }),
      RUNS,
    );
  });
});

describe('in a URI', () => {
  test('the path of a file is a relative reference to it', () => {
    fc.assert(
      fc.property(fc.array(hostileText, { minLength: 1, maxLength: 3 }), (names) => {
        const path = names.map((name) => name.replaceAll('/', '') || 'a').join('/');
        fc.pre(!/(^|\/)\.{1,2}(\/|$)/.test(path));
        const uri = relativeReference(path);
        expect(uri).toMatch(/^(?:[A-Za-z0-9._~!'()*/-]|%[0-9A-F]{2})+$/);
        const { scheme, host, path: read, error } = parseUri(resolveUri('file:///root/', uri));
        expect([scheme, host ?? '', error]).toEqual(['file', '', undefined]);
        expect(decodeURIComponent(read!)).toBe(`/root/${path.replace(/\p{Cs}/gu, '\ufffd')}`);
      }),
      RUNS,
    );
  });
});
