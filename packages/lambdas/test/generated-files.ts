import fc from 'fast-check';

/** A formal as it is written. */
export interface WrittenFormal {
  readonly name: string;
  readonly value: string | undefined;
}

/** A package file put together from parts, which must be read back from it. */
export interface GeneratedFile {
  readonly text: string;
  readonly formals: readonly WrittenFormal[];
  /** Offsets of the formals' names in the text. */
  readonly offsets: readonly number[];
}

const keywords = new Set([
  'assert',
  'else',
  'if',
  'in',
  'inherit',
  'let',
  'or',
  'rec',
  'then',
  'with',
]);

const name = fc
  .stringMatching(/^[a-zA-Z_][a-zA-Z0-9_'-]{0,6}$/)
  .filter((word) => !keywords.has(word));

const newline = fc.constantFrom('\n', '\r\n', '\r');

/** White space and comments, with what could mislead a reader. */
const blank = fc
  .array(
    fc.oneof(
      fc.constantFrom(' ', '\t', '/* , } */', '/* é€😀 */', '/***/'),
      newline,
      fc
        .tuple(fc.constantFrom('#', '# a, b ? }:', '# ü # /* '), newline)
        .map((parts) => parts.join('')),
    ),
    { maxLength: 4 },
  )
  .map((parts) => parts.join(''));

const value = fc.constantFrom(
  ...[
    'null',
    'true',
    '"}, ß"',
    "''\n  , }\n''",
    '[ 1 2 ]',
    '{ }',
    '{ a.b = { }; }',
    '(./x)',
    '(x: x)',
  ],
  ...['{ x, }: x', 'builtins.a.b or null', '"${"x"}"', '/* , */ 1'],
);

const formal = fc.record({ name, value: fc.option(value, { nil: undefined }) });

/** Files of one lambda: any names, defaults, comments, line ends, trailing comma, ellipsis, `@`. */
export const generatedFile: fc.Arbitrary<GeneratedFile> = fc
  .record({
    formals: fc.uniqueArray(formal, { maxLength: 8, selector: (written) => written.name }),
    blanks: fc.array(blank, { minLength: 40, maxLength: 40 }),
    end: fc.constantFrom('', ',', '...'),
    at: fc.constantFrom('', 'before', 'after'),
  })
  .map(({ formals, blanks, end, at }) => write(formals, blanks, end, at));

function write(
  formals: readonly WrittenFormal[],
  blanks: readonly string[],
  end: string,
  at: string,
): GeneratedFile {
  let used = 0;
  const gap = (): string => blanks[used++ % blanks.length] ?? '';
  const offsets: number[] = [];
  let text = gap();
  const add = (...parts: string[]): void => void (text += parts.join(''));

  if (at === 'before') add('args0', gap(), '@', gap());
  add('{');
  for (const [index, written] of formals.entries()) {
    if (index > 0) add(',');
    add(gap());
    offsets.push(text.length);
    add(written.name, gap());
    if (written.value !== undefined) add('?', gap(), written.value, gap());
  }
  if (end === '...') add(formals.length > 0 ? ',' : '', gap(), '...', gap());
  if (end === ',' && formals.length > 0) add(',', gap());
  add('}');
  if (at === 'after') add(gap(), '@', gap(), 'args0');
  add(gap(), ':', ' ', '{ }', gap());
  return { text, formals, offsets };
}
