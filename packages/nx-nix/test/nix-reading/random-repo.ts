import * as fc from 'fast-check';

/** Files by path, from a repo's folder. */
export type Files = Readonly<Record<string, string>>;

/** Attribute names: as one writes them, as they are. */
const NAMES = [
  'hello',
  'zlib',
  "it's",
  'or',
  'if',
  '7zip',
  'a.b',
  'two words',
  'q"q',
  '$',
  '${x}',
  'ü',
];
const FORMALS = ['stdenv', 'zlib', "it's", 'a-b', '_x', 'lib', 'final'] as const;
const DEFAULTS = [
  'null',
  '{ }',
  '{ x = { }; y.z = { }; }',
  '{ enable = true; }',
  '[ (a: a) ]',
  '"}, ${"x"}: {"',
  "''\n  ''${ü} ${\"'\"}''",
  './.',
  '1.5e3',
  '{ cc = 1; }.cc or null',
  'if true then { } else x: x',
  'http://example.org/a',
] as const;

const gap = fc.constantFrom('', ' ', '\n', '\r\n', '\r', '\t', ' # ,}:\n', ' /* ü{ */ ');
const space = fc.constantFrom(' ', '\n  ', '\r\n', ' /**/ ', ' # c\n');

/** `{ a, b ? null, ... }@args`, in every layout. */
const destructured: fc.Arbitrary<string> = fc
  .record({
    names: fc.uniqueArray(fc.constantFrom(...FORMALS), { maxLength: 5 }),
    defaults: fc.array(fc.option(fc.constantFrom(...DEFAULTS)), { minLength: 5, maxLength: 5 }),
    gaps: fc.array(gap, { minLength: 16, maxLength: 16 }),
    space,
    hasEllipsis: fc.boolean(),
    hasComma: fc.boolean(),
    universal: fc.constantFrom('', 'before', 'after'),
  })
  .map(({ names, defaults, gaps, space: apart, hasEllipsis, hasComma, universal }) => {
    let next = 0;
    const between = (): string => gaps[next++ % gaps.length]!;
    const formals = names.map((name, i) => {
      const value = defaults[i] === null ? '' : `${apart}?${apart}${defaults[i]}${apart}`;
      return `${between()}${name}${value}${between()}`;
    });
    if (hasEllipsis) formals.push(`${between()}...${between()}`);
    // Nix takes a comma at the end, but neither one alone nor one behind `...`.
    const end = hasComma && names.length > 0 && !hasEllipsis ? ',' : '';
    const head = `{${formals.join(',')}${end}${between()}}`;
    const before = universal === 'before' ? `args${between()}@${between()}` : '';
    const after = universal === 'after' ? `${between()}@${between()}args` : '';
    return `${before}${head}${after}${between()}`;
  });

/** A lambda, perhaps curried, perhaps behind something that is looked through. */
const lambda: fc.Arbitrary<string> = fc
  .record({
    head: fc.oneof({ weight: 5, arbitrary: destructured }, fc.constantFrom('_', "it's", 'x')),
    body: fc.constantFrom('1', '{ }', '{ b }: b', '"${toString ./.}"', 'x: y: [ ]', 'throw "no"'),
    before: fc.constantFrom(
      ...[
        '',
        '',
        '',
        '# c\n',
        '/* { } */ ',
        'let x = 1; in ',
        'with { }; ',
        'assert true; ',
        'rec { }.x or ',
      ],
    ),
    parentheses: fc.nat(2),
    space,
  })
  .map(({ head, body, before, parentheses, space: apart }) => {
    // `x.y or (lambda)` is no lambda to look through.
    const start = before.startsWith('rec') ? '' : before;
    const text = `${start}${head}:${apart}${body}`;
    return `${'('.repeat(parentheses)}${text}${')'.repeat(parentheses)}`;
  });

const path = fc.array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 3 });

function quoted(name: string): string {
  return /^[a-z]\w*$/.test(name) && !['or', 'if'].includes(name)
    ? name
    : `"${name.replace(/["\\$]/g, '\\$&')}"`;
}

/** What a curried group may have beside lambdas. */
const expression = fc.constantFrom(
  ...[
    'final.zlib',
    '1',
    'null',
    'final.callPackage ({ a }: a) { }',
    'with final; gcc',
    '"${final.x}"',
  ],
);

/** A group below one name of its own: plain, or curried over one to three sets. */
const group: fc.Arbitrary<(name: string) => string> = fc
  .record({
    sets: fc.nat(3),
    members: fc.array(
      fc.record({
        path,
        lambda,
        expression: fc.option(expression, { freq: 3 }),
        isNested: fc.boolean(),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    isRec: fc.boolean(),
    first: fc.constantFrom('{ ... }: ', '{ lib, ... }: ', '{ lib ? null }: '),
  })
  .map(({ sets, members, isRec, first }) => (name) => {
    const bindings = members.map((member, i) => {
      const value = sets > 0 && member.expression !== null ? member.expression : member.lambda;
      // Below a number, so that no path is another's beginning.
      const [head, ...rest] = [name, `m${i}`, ...member.path].map(quoted);
      return member.isNested
        ? `${head}.${rest.slice(0, 1).join('')} = { ${rest.slice(1).join('.')} = ${value}; };`
        : `${[head, ...rest].join('.')} = ${value};`;
    });
    const curried = ['', 'final: ', 'final: prev: ', 'final: pkgs: super: '][sets]!;
    return `${first}${curried}${isRec ? 'rec ' : ''}{\n${bindings.join('\n')}\n}`;
  });

/** A small repo in the layout `by-name`, that Nix evaluates. */
export const randomRepo: fc.Arbitrary<Files> = fc
  .uniqueArray(
    fc.record({
      name: fc.constantFrom(...NAMES),
      file: fc.constantFrom('package.nix', 'default.nix'),
      lambda,
      group: fc.option(group),
    }),
    { selector: ({ name }) => name, minLength: 1, maxLength: 4 },
  )
  .map((packages) =>
    Object.fromEntries(
      packages.map(({ name, file, lambda: text, group: made }) =>
        made === null
          ? [`by-name/xx/${name}/${file}`, text]
          : [`by-name/xx/${name}/packages.nix`, made(name)],
      ),
    ),
  );
