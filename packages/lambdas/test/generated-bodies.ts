import fc from 'fast-check';

/** Few names, so that they get in each other's way. */
const name = fc.constantFrom('a', 'b', 'c');

const { expression } = fc.letrec<{ expression: string }>((tie) => {
  const inner = tie('expression');
  const binding = fc
    .tuple(name, inner)
    .map(([bound, value]) => [bound, `${bound} = ${value};`] as const);
  const inherited = name.map((bound) => [bound, `inherit ${bound};`] as const);
  const inheritedFrom = fc
    .tuple(name, inner)
    .map(([bound, source]) => [bound, `inherit (${source}) ${bound};`] as const);
  const dotted = fc
    .tuple(name, inner)
    .map(([bound, value]) => [bound, `${bound}.x = ${value};`] as const);
  const bindings = fc
    .uniqueArray(fc.oneof(binding, inherited, inheritedFrom, dotted), {
      maxLength: 3,
      selector: ([bound]) => bound,
    })
    .map((all) => all.map(([, text]) => text).join(' '));
  const formals = fc
    .uniqueArray(fc.tuple(name, fc.option(inner, { nil: undefined })), {
      maxLength: 3,
      selector: ([bound]) => bound,
    })
    .map((all) => all.map(([bound, value]) => (value ? `${bound} ? ${value}` : bound)).join(', '));
  return {
    expression: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom('1', '"a b c"', './a', '{ }'),
      name,
      fc.tuple(bindings, inner).map(([all, body]) => `(let ${all} in ${body})`),
      bindings.map((all) => `{ ${all} }`),
      bindings.map((all) => `rec { ${all} }`),
      fc.tuple(name, inner).map(([bound, body]) => `(${bound}: ${body})`),
      fc.tuple(formals, inner).map(([all, body]) => `({ ${all} }: ${body})`),
      fc.tuple(inner, inner).map(([f, x]) => `(${f} ${x})`),
      fc.tuple(inner, name).map(([set, attribute]) => `(${set}).${attribute}`),
      fc.tuple(inner, inner).map(([set, attribute]) => `(${set}).\${${attribute}}`),
      fc.tuple(inner, name, inner).map(([set, at, or]) => `((${set}).${at} or ${or})`),
      fc.tuple(inner, name).map(([set, attribute]) => `((${set}) ? ${attribute})`),
      inner.map((value) => `"a \${${value}} b"`),
      inner.map((value) => `''c \${${value}}''`),
      fc.tuple(inner, inner).map(([a, b]) => `(assert ${a}; ${b})`),
      fc.tuple(inner, inner, inner).map(([a, b, c]) => `(if ${a} then ${b} else ${c})`),
      fc.tuple(inner, inner).map(([a, b]) => `[ ${a} ${b} ]`),
    ),
  };
});

/** A lambda of three formals, on one line; every name that is used anywhere in it is bound. */
export const generatedBody: fc.Arbitrary<string> = fc
  .tuple(fc.option(expression, { nil: undefined }), expression)
  .map(([value, body]) => `{ a, b, c${value ? ` ? ${value}` : ''} }: ${body}`);
