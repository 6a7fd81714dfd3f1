/**
 * Generates Nix expressions that parse and whose names are bound, with the kind of default of each.
 */
import fc from 'fast-check';

/**
 * @typedef {object} WrittenExpression
 * @property {string} text
 * @property {string} kind as `Formal.defaultKind` has it
 * @property {boolean} isSimple it can stand in a list and as an argument
 * @property {boolean} isGreedy it would swallow what follows without a blank
 */

/** @param {string} kind @param {string} text @returns {WrittenExpression} */
const simple = (kind, text) => ({ text, kind, isSimple: true, isGreedy: false });
/** @param {string} kind @param {string} text @returns {WrittenExpression} */
const greedy = (kind, text) => ({ text, kind, isSimple: true, isGreedy: true });
/** @param {string} kind @param {string} text @returns {WrittenExpression} */
const compound = (kind, text) => ({ text, kind, isSimple: false, isGreedy: true });

/** @param {WrittenExpression} expression to stand in a list, as an argument or beside an operator */
const operand = ({ text, isSimple }) => (isSimple ? `${text} ` : `(${text} ) `);

/**
 * Generates Nix expressions.
 *
 * @param {{ pipes: boolean }} options pipes: whether `|>` is used
 * @returns {fc.Arbitrary<WrittenExpression>}
 */
export function nixExpression({ pipes }) {
  const { any } = fc.letrec((/** @type {(key: string) => fc.Arbitrary<unknown>} */ tie) => {
    const inner = /** @type {fc.Arbitrary<WrittenExpression>} */ (tie('any'));
    return {
      any: fc.oneof(
        { maxDepth: 2, depthIdentifier: 'expression' },
        leaf,
        ...[string(inner), indentedString(inner), path(inner), list(inner), set(inner)],
        ...[selection(inner), call(inner), operators(inner, pipes), keyword(inner), lambda(inner)],
        inner.map(({ text, kind }) => simple(kind, `(${text} )`)),
      ),
    };
  });
  return /** @type {fc.Arbitrary<WrittenExpression>} */ (any);
}

const leaf = fc.constantFrom(
  simple('null', 'null'),
  ...['true', 'false'].map((text) => simple('bool', text)),
  ...['0', '42', '1.5', '.5', '1.5e3', '2.e-1'].map((text) => simple('number', text)),
  ...['builtins', 'toString', '__add', 'map'].map((text) => simple('name', text)),
  ...['./a', '../a-b_c.d/e+f', '/a/b', 'a/b', '~/a', './a/.b', '<a>', '<a/b.c-d>'].map((text) =>
    greedy('path', text),
  ),
  ...['http://a.b/c?d=e,f;', 'x:y', "git+a.b-c:d/e//f@g!h'~*$&%20"].map((text) =>
    greedy('string', text.replace(';', '')),
  ),
  simple('set', '{ }'),
  simple('list', '[ ]'),
  simple('string', '""'),
  simple('string', "''''"),
);

/** @param {fc.Arbitrary<WrittenExpression>} inner */
function string(inner) {
  const part = fc.oneof(
    fc.constantFrom(
      ...['a', ' ', 'é€😀', '#', '/* ', ', }', '\\"', '\\\\', '\\${', '\\n', '$$', '$a', "''", "'"],
      ...['\n', '\r\n', '\r', '//', '\\$', '}', '\t'],
    ),
    inner.map(({ text }) => `\${${text} }`),
  );
  return fc.array(part, { maxLength: 5 }).map((parts) => simple('string', `"${parts.join('')}"`));
}

/** @param {fc.Arbitrary<WrittenExpression>} inner */
function indentedString(inner) {
  const part = fc.oneof(
    fc.constantFrom(
      ...['a', '  ', 'é€😀', '#', '"', "'''", "''$", "''${", "''\\n", "''\\${", '$$', '$a', "'a"],
      ...['\n', '\r\n', '\r', '}', '\\', '$\n'],
    ),
    inner.map(({ text }) => `\${${text} }`),
  );
  return fc.array(part, { maxLength: 5 }).map((parts) => simple('string', `''${parts.join('')}''`));
}

/** @param {fc.Arbitrary<WrittenExpression>} inner */
function path(inner) {
  return fc
    .tuple(
      fc.constantFrom('./', './a-', '/', '../b/', '~/'),
      inner,
      fc.constantFrom('', '/c', '.d'),
    )
    .map(([before, { text }, behind]) => greedy('path', `${before}\${${text} }${behind}`));
}

/** @param {fc.Arbitrary<WrittenExpression>} inner */
function list(inner) {
  return fc
    .array(inner, { maxLength: 3 })
    .map((items) => simple('list', `[ ${items.map(operand).join('')}]`));
}

/** Never a shape, because one member is a number. @param {fc.Arbitrary<WrittenExpression>} inner */
function set(inner) {
  /** @type {fc.Arbitrary<(index: number) => string>} */
  const binding = fc.oneof(
    inner.map(
      ({ text }) =>
        (/** @type {number} */ i) =>
          `n${i} = ${text} ;`,
    ),
    inner.map(
      ({ text }) =>
        (/** @type {number} */ i) =>
          `"n${i} é".or.a = ${text} ;`,
    ),
    inner.map(
      ({ text }) =>
        (/** @type {number} */ i) =>
          `"n${i}\${${text} }" = 1;`,
    ),
    inner.map(
      ({ text }) =>
        (/** @type {number} */ i) =>
          `\${${text} }.n${i} = 1;`,
    ),
    inner.map(
      ({ text }) =>
        (/** @type {number} */ i) =>
          `inherit (${text} ) n${i} "m${i}";`,
    ),
    fc.constant((/** @type {number} */ i) => `n${i} . "o" = 1 ;`),
  );
  return fc
    .record({
      bindings: fc.array(binding, { maxLength: 3 }),
      isRecursive: fc.boolean(),
      extra: fc.constantFrom(
        '',
        'inherit toString;',
        'inherit (builtins) or;',
        'or = 1;',
        'inherit;',
      ),
    })
    .map(({ bindings, isRecursive, extra }) => {
      const written = bindings.map((write, index) => write(index)).join(' ');
      return simple('set', `${isRecursive ? 'rec ' : ''}{ ${written} ${extra} z = 1; }`);
    });
}

/** @param {fc.Arbitrary<WrittenExpression>} inner */
function selection(inner) {
  const attribute = fc.constantFrom('a', 'or', '"b"', '"c${"d"}"', '${"e"}', "f'", 'x-1', ' g ');
  return fc
    .record({
      base: fc.oneof(
        fc.constantFrom('builtins', '{ }', '(map)'),
        inner.map(({ text }) => `(${text} )`),
      ),
      path: fc.array(attribute, { minLength: 1, maxLength: 3 }),
      fallback: fc.option(inner, { nil: undefined }),
    })
    .map(({ base, path: names, fallback }) => {
      const text = `${base}.${names.join('.')}`;
      return simple('select', fallback ? `${text} or ${operand(fallback)}` : text);
    });
}

/** @param {fc.Arbitrary<WrittenExpression>} inner */
function call(inner) {
  return fc
    .tuple(fc.constantFrom('toString', 'builtins.map', '(x: x)', 'import'), inner, fc.option(inner))
    .map(([head, first, second]) =>
      compound('call', `${head} ${operand(first)}${second ? operand(second) : ''}`),
    );
}

/** @param {fc.Arbitrary<WrittenExpression>} inner @param {boolean} pipes */
function operators(inner, pipes) {
  const binary = ['+', '-', '*', '/', '++', '//', '==', '!=', '<', '<=', '>', '>=', '&&', '||'];
  const all = [...binary, '->', ...(pipes ? ['|>', '<|'] : [])];
  return fc.oneof(
    fc
      .tuple(inner, fc.constantFrom(...all), inner)
      .map(([left, operator, right]) =>
        compound('other', `${operand(left)}${operator} ${operand(right)}`),
      ),
    fc
      .tuple(fc.constantFrom('- ', '!', '!!'), inner)
      .map(([operator, right]) => compound('other', `${operator}${operand(right)}`)),
    fc
      .tuple(inner, fc.constantFrom('a', '"b c".or', 'a.${"b"}'))
      .map(([left, attribute]) => compound('other', `${operand(left)}? ${attribute}`)),
  );
}

/** @param {fc.Arbitrary<WrittenExpression>} inner */
function keyword(inner) {
  return fc
    .tuple(inner, inner, fc.nat(4))
    .map(([{ text: a }, { text: b }, which]) =>
      compound(
        'other',
        [
          `if ${a} then ${b} else ${a} `,
          `let n = ${a} ; in ${b} `,
          `with ${a} ; ${b} `,
          `assert ${a} ; ${b} `,
          `let { body = ${a} ; }`,
        ][which] ?? '',
      ),
    );
}

/** @param {fc.Arbitrary<WrittenExpression>} inner */
function lambda(inner) {
  return fc
    .tuple(fc.constantFrom('x', '{ x }', '{ x, }', '{ ... }', 'x@{ y ? x, ... }', '{ }@x'), inner)
    .map(([head, { text }]) => compound('other', `${head}: ${text} `));
}
