import * as fc from 'fast-check';

/** What some place acts on: terminals, CI systems, Markdown, XML, URIs, Nix. */
const HOSTILE_PARTS = [
  ...['\u001b]0;title\u0007', '\u001b[31m', '\u001b[2J\u001b[1;1H', '\u001b]52;c;aGk=\u0007'],
  ...['\u009b31m', '\u009d0;t\u009c', '\u001bc', '\u001b[?1049h', '\u001bP+q\u001b\\', '\u000e'],
  ...['\r', '\n', '\r\n', '\t', '\b', '\u0007', '\u000b', '\u0085', '\u2028', '\u2029', '\u007f'],
  ...['\u202e', '\u2066', '\u2069', '\u200b', '\u00ad', '\ufeff', '\ufffe', '\uffff', '\u{e0041}'],
  ...['\n::stop-commands::x', '\r::add-mask::a', '::error file=a,line=1::b', '\u2028::warning::w'],
  ...['##[error]b', '##[stop-commands]x', '##vso[task.setvariable variable=a]b', '#', '##', '['],
  ...['a::error::b', 'std::string::npos', 'x::stop-commands::y', '::set-env name=A::b'],
  ...['%0A::error::x', '%', ',line=9', '::', ':', ' ', '\u00a0::error::x', '\u3000::error::x'],
  ...[
    '`',
    '```',
    '\n```\n',
    '[a](http://b)',
    '![a](b)',
    '<script>',
    '<b>',
    '&lt;',
    '&#27;',
    '&amp;',
  ],
  ...[
    '|',
    '*',
    '_',
    '~~',
    '\\',
    '\n# h',
    '\n- l',
    '\n> q',
    '@team',
    'https://a.example',
    '\n---\n',
  ],
  ...[
    '"',
    "'",
    "''",
    '${',
    '$${',
    '$',
    '}',
    ']]>',
    '<!--',
    '*/',
    '/*',
    '\\n',
    '\\N',
    '\\u001b',
    '{0}',
  ],
] as const;

/** Letters, signs and pictures that everybody may use, and that have to stay readable. */
const SOUND_PARTS = [
  'std::vector',
  'é',
  '漢字',
  '😀',
  '👩‍🚀',
  'a',
  'B',
  '7',
  ' ',
  '-',
  '_',
  '.',
  'привет',
];

/** Any text, mostly made of what some place acts on. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: joined(fc.constantFrom(...HOSTILE_PARTS, ...SOUND_PARTS)) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
);

/** The same with halves of characters and U+0000, which only JSON can bring. */
export const hostileJsonText: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: hostileText },
  { weight: 1, arbitrary: joined(fc.constantFrom('\0', '\ud83d', '\ude00', 'a', '\u001b')) },
);

/** A text that is to stay as it is. */
export const soundText: fc.Arbitrary<string> = joined(fc.constantFrom(...SOUND_PARTS));

function joined(part: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => parts.join(''));
}

/** Signs of other scripts that Unicode counts among the formatting characters, and people see. */
const SIGNS =
  /[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}\u{13430}-\u{1343f}\u200c\u200d]/u;

/** Whether a text has what nobody sees: all but line feeds and tabs is refused. */
export function hasUnseen(text: string): boolean {
  return Array.from(text).some(
    (character) =>
      /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\ufffe\uffff]/u.test(character) &&
      !/[\n\t]/.test(character) &&
      !SIGNS.test(character),
  );
}
