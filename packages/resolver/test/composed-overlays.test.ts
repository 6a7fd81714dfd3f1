/**
 * Worry: an overlay that is made of files is read as something else than the same overlay in one
 * file. What is in one file is held to Nix by packages/lambdas/test/overlay-agrees.test.ts.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { temporaryFolder } from '../../../tools/testing/temporary-folder';
import { problemText, readRepo } from '../src';
import type { OverlayEntry } from '../src/locate/layers/layer';

/** The overlay `overrides/entry.nix` as it is read, and the problems. */
async function read(files: Readonly<Record<string, string>>) {
  const folder = temporaryFolder('composed-overlays');
  const all = { 'nix-repo.json': '{ "kind": "overlay" }\n', ...files };
  for (const [file, text] of Object.entries(all)) {
    const path = join(folder, 'repos/house', file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  const { located, problems } = await readRepo(folder, 'repos/house');
  const entry = located.layers?.[0]?.entry as OverlayEntry | undefined;
  return { entry, problems: problems.map((problem) => problemText(problem).split('\n')[0]) };
}

type Sides = readonly { readonly path: readonly string[]; readonly isOptional: boolean }[];

/**
 * What an entry sets, without the order of its references. Those of conditions are left out: in one
 * file, each conditional attribute has those of all parts.
 */
function settings(all: OverlayEntry['sets'] | undefined): unknown {
  const paths = (of: Sides): string[] => {
    const own = of.filter(({ path: [first] }) => first !== 'lib' && first !== 'flag');
    const certain = new Set(own.filter((one) => !one.isOptional).map(({ path }) => path.join('.')));
    return [...new Set(own.map(({ path }) => path.join('.')))]
      .map((path) => (certain.has(path) ? path : `${path}?`))
      .sort();
  };
  const heads = (of: readonly (readonly string[])[]): string[] =>
    [...new Set(of.map((path) => path.join('.')))].sort();
  return all
    ?.map(({ path, isConditional = false, final, previous, head, members }) => ({
      path: path.join('.'),
      isConditional,
      final: paths(final),
      previous: paths(previous),
      head: [heads(head.final), heads(head.previous)],
      members: settings(members),
    }))
    .sort((one, other) => (one.path < other.path ? -1 : 1));
}

const name = fc.constantFrom('a', 'b', 'c', 's');
const value = fc.oneof(
  name.map((of) => `prev.${of}`),
  name.map((of) => `final.${of}`),
  name.map((of) => `prev.${of}.override { x = final.a; }`),
  fc.constant('if prev.flag then prev.a else final.b'),
  fc.constant('prev.s.overrideScope (self: super: { x = super.y; z = final.a; })'),
  fc.constant('prev.s // { y = prev.b; }'),
  fc.constant('prev.callPackage ({ b, c ? null }: b) { }'),
);
const set = fc
  .uniqueArray(fc.tuple(name, value), { selector: ([of]) => of, maxLength: 3 })
  .map((all) => `{ ${all.map(([of, text]) => `${of} = ${text}; `).join('')}}`);
const overlay = fc
  .tuple(set, fc.option(set, { freq: 3, nil: undefined }))
  .map(([always, sometimes]) =>
    sometimes === undefined
      ? `final: prev: ${always}`
      : `final: prev: ${always} // prev.lib.optionalAttrs prev.flag ${sometimes}`,
  );

/** The ways in which files are composed; `imports` are the expressions that import them. */
const forms: Readonly<Record<string, (imports: readonly string[], paths: string) => string>> = {
  many: (imports) => `lib.composeManyExtensions [ ${imports.join(' ')} ]`,
  two: ([first, ...rest]) =>
    rest.reduce((all, next) => `(lib.composeExtensions ${all} ${next})`, first!),
  'a fold to the right': (imports) =>
    `lib.foldr lib.composeExtensions (_: _: { }) [ ${imports.join(' ')} ]`,
  'a fold to the left': (_, paths) =>
    `lib.foldl' (all: file: lib.composeExtensions all (import file)) (_: _: { }) ${paths}`,
  'a map': (_, paths) => `let files = ${paths}; in lib.composeManyExtensions (map import files)`,
  called: (imports) => `final: prev: lib.composeManyExtensions [ ${imports.join(' ')} ] final prev`,
};

const inlined = (texts: readonly string[]): string =>
  `{ lib, ... }: lib.composeManyExtensions [ ${texts.map((text) => `(${text})`).join(' ')} ]`;

test.each(Object.entries(forms))('files that are composed are read as one: %s', async (_, form) => {
  const law = fc.asyncProperty(fc.array(overlay, { minLength: 1, maxLength: 4 }), async (texts) => {
    const files = texts.map((text, i): [string, string] => [`parts/${i}.nix`, `${text}\n`]);
    const paths = files.map(([file]) => `../${file}`);
    const imports = paths.map((path) => `(import ${path})`);
    const entry = `{ lib, ... }: ${form(imports, `[ ${paths.join(' ')} ]`)}`;
    const apart = await read({ 'overrides/entry.nix': entry, ...Object.fromEntries(files) });
    const whole = await read({ 'overrides/entry.nix': inlined(texts) });
    expect(apart.problems).toEqual(whole.problems.map(() => expect.anything()));
    expect(apart.entry?.attributes).toEqual(whole.entry?.attributes);
    expect(settings(apart.entry?.sets)).toEqual(settings(whole.entry?.sets));
  });
  await fc.assert(law, { numRuns: 30 });
});

test('files beside each other get the same prev', async () => {
  const { entry, problems } = await read({
    'overrides/entry.nix': `{ lib, ... }:
      final: prev: prev // import ../parts/a.nix { } final prev // { b = prev.a; } // import ../parts final prev`,
    'parts/a.nix': '{ more ? [ ], ... }: final: prev: { a = final.x; b = 1; }',
    'parts/default.nix': 'final: prev: { c = prev.a; }',
  });
  expect(problems).toEqual([]);
  expect(entry?.hasHead).toBe(true);
  expect(entry?.sets.map(({ path, final, previous }) => [path, final, previous])).toMatchObject([
    [['a'], [{ path: ['x'] }], []],
    [['b'], [], [{ path: ['a'] }]],
    [['c'], [], [{ path: ['a'] }]],
  ]);
});

test('a file gets what the caller passes, whatever it asks for', async () => {
  const { entry, problems } = await read({
    'overrides/entry.nix':
      '{ lib, ... }: import ../parts/a.nix { inputs = { inherit lib; }; system = "x"; }',
    'parts/a.nix':
      '{ inputs, ... }: inputs.lib.composeManyExtensions [ (import ./b.nix inputs) (_: prev: { c = prev.b; }) ]',
    'parts/b.nix': 'inputs: final: prev: { b = prev.x; inherit (inputs) y; }',
  });
  expect(problems).toEqual([]);
  expect(entry?.sets.map(({ path, previous }) => [path, previous])).toMatchObject([
    [['b'], [{ path: ['x'] }]],
    [['c'], [{ path: ['x'] }]],
    [['y'], []],
  ]);
});

test.each([
  [
    '(import ../parts/gone.nix)',
    /^overrides.entry.nix:1:52: .*missing-file.*`..\/parts\/gone.nix`/,
  ],
  ['(import ./entry.nix { inherit lib; })', /^overrides.entry.nix:1:52: .*bad-overlay.* itself/],
  ['(import ../parts/bad.nix)', /^parts.bad.nix:1:16: .*syntax-error/],
  ['(import ../parts/opaque.nix)', /^parts.opaque.nix:1:14: .*opaque-overlay/],
  ['(import ../parts/head.nix)', /^parts.head.nix:1:1: .*bad-overlay.* 3 parameters/],
])('what is wrong in a file is told there: %s', async (part, told) => {
  const { problems } = await read({
    'overrides/entry.nix': `{ lib, ... }: lib.composeManyExtensions ([ ] ++ [ ${part} ])`,
    'parts/bad.nix': 'final: prev: { = 1; }',
    'parts/opaque.nix': 'final: prev: builtins.mapAttrs (_: x: x) prev',
    'parts/head.nix': '{ lib, ... }: final: prev: { }',
  });
  expect(problems.map((problem) => problem?.replace('repos/house/', ''))).toEqual([
    expect.stringMatching(told),
  ]);
});
