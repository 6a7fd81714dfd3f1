/**
 * Package files assembled from parts, with the expected result of reading them: any formals, any
 * defaults, comments and line ends anywhere, nested and curried.
 */
import fc from 'fast-check';
import { nixExpression } from './nix-expressions.mjs';

/** @typedef {import('./nix-expressions.mjs').WrittenExpression} WrittenExpression */

/**
 * A lambda as it was written.
 *
 * @typedef {object} WrittenLambda
 * @property {number} offset of its head
 * @property {readonly { name: string, offset: number, kind: string | undefined }[]} formals
 * @property {boolean} ellipsis
 * @property {string | undefined} universal
 */

/**
 * @typedef {object} LambdaText
 * @property {string} text
 * @property {readonly WrittenLambda[]} lambdas from the outermost inwards, as they are curried
 */

/**
 * Words that are no names. A list of its own, although lambdas exports `isKeyword`: what is printed
 * here tells whether the reading is right, so it must not share a mistake with the reading.
 */
const keywords = new Set(
  ['assert', 'else', 'if', 'in', 'inherit', 'let', 'or', 'rec', 'then', 'with'].concat([
    ...['true', 'false', 'null'],
  ]),
);

const name = fc
  .stringMatching(/^[a-zA-Z_][a-zA-Z0-9_'-]{0,6}$/)
  .filter((word) => !keywords.has(word));

const newline = fc.constantFrom('\n', '\r\n', '\r');

/** White space and comments, also with content that could mislead a parser. */
const blank = fc
  .array(
    fc.oneof(
      fc.constantFrom(' ', '\t', '/* , } */', '/* é€😀 */', '/***/', "/* \"${ '' */"),
      newline,
      fc
        .tuple(fc.constantFrom('#', '# a, b ? }:', '# ü # /* ', "# ''${"), newline)
        .map((parts) => parts.join('')),
    ),
    { maxLength: 3 },
  )
  .map((parts) => parts.join(''));

/** @param {fc.Arbitrary<WrittenExpression>} value */
function headOf(value) {
  const formal = fc.record({ name, value: fc.option(value, { nil: undefined }) });
  return fc.record({
    formals: fc.uniqueArray(formal, { maxLength: 7, selector: (written) => written.name }),
    end: fc.constantFrom('', ',', '...'),
    universal: fc.option(name, { nil: undefined }),
    at: fc.constantFrom('none', 'before', 'after', 'alone'),
    /** Expressions between this head and the next outer one. */
    around: fc.array(fc.tuple(fc.constantFrom(...wrappers), value), { maxLength: 2 }),
  });
}

/**
 * Expressions that a lambda is searched through.
 * @type {((inner: string, value: string) => [string, string])[]}
 */
const wrappers = [
  () => ['(', ')'],
  (blanks, value) => [`let${blanks || ' '}a'1 =${value} ;b-2=1;${blanks}in `, ''],
  (blanks, value) => [`let inherit (${value} ) "q r" or; in${blanks || ' '}`, ''],
  (blanks) => [`with${blanks || ' '}{ };${blanks}`, ''],
  (blanks) => [`assert${blanks || ' '}1 == 1 || !true;`, ''],
  (blanks) => [`let bound'lambda =${blanks} `, `; in${blanks || ' '}bound'lambda`],
];

/**
 * Generates package files with their expected reading.
 *
 * @param {{ pipes: boolean }} options pipes: whether `|>` is used, which older Nixes reject
 * @returns {fc.Arbitrary<LambdaText>}
 */
export function lambdaText(options) {
  const value = nixExpression(options);
  return fc
    .record({
      heads: fc.array(headOf(value), { minLength: 1, maxLength: 3 }),
      blanks: fc.array(blank, { minLength: 30, maxLength: 30 }),
      body: value,
    })
    .map(({ heads, blanks, body }) => write(heads, blanks, body));
}

/**
 * @typedef {ReturnType<typeof headOf> extends fc.Arbitrary<infer H> ? H : never} Head
 * @param {readonly Head[]} heads
 * @param {readonly string[]} blanks
 * @param {WrittenExpression} body
 * @returns {LambdaText}
 */
function write(heads, blanks, body) {
  let used = 0;
  const gap = () => blanks[used++ % blanks.length] ?? '';
  let text = gap();
  let closing = '';
  const lambdas = heads.map((head) => {
    for (const [wrap, value] of head.around) {
      const [before, behind] = wrap(gap(), ` ${value.text} `);
      text += before + gap();
      closing = gap() + behind + closing;
    }
    const written = writeHead(head, text.length, gap);
    text += written.text;
    return written.lambda;
  });
  return { text: text + body.text + ' ' + closing + gap(), lambdas };
}

/**
 * @param {Head} head
 * @param {number} offset
 * @param {() => string} gap
 * @returns {{ text: string, lambda: WrittenLambda }}
 */
function writeHead({ formals, end, universal: wanted, at }, offset, gap) {
  const isTaken = formals.some(({ name: taken }) => taken === wanted);
  const universal = at === 'none' || wanted === undefined || isTaken ? undefined : wanted;
  if (at === 'alone' && universal !== undefined) {
    // NOTE: without a blank after the colon it would be a URI.
    const text = `${universal}${gap()}: ${gap()}`;
    return { text, lambda: { offset, formals: [], ellipsis: false, universal } };
  }
  let text = universal !== undefined && at === 'before' ? `${universal}${gap()}@${gap()}` : '';
  text += '{';
  const written = formals.map(({ name: formal, value }, index) => {
    text += (index > 0 ? ',' : '') + gap();
    const place = offset + text.length;
    text += formal + gap();
    if (value) text += `?${gap()}${value.text}${value.isGreedy ? ' ' : ''}${gap()}`;
    return { name: formal, offset: place, kind: value?.kind };
  });
  const ellipsis = end === '...';
  if (ellipsis) text += `${formals.length > 0 ? ',' : ''}${gap()}...${gap()}`;
  if (end === ',' && formals.length > 0) text += `,${gap()}`;
  text += '}';
  if (universal !== undefined && at === 'after') text += `${gap()}@${gap()}${universal}`;
  text += `${gap()}: ${gap()}`;
  return { text, lambda: { offset, formals: written, ellipsis, universal } };
}
