import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadParser, readFlakeInputs, type FlakeInput } from '../src';
import { describeWithNix } from '../../../tools/testing/find-nix';
import { temporaryFolder } from '../../../tools/testing/temporary-folder';

async function read(text: string): Promise<ReturnType<typeof readFlakeInputs>> {
  return readFlakeInputs(await loadParser(), Buffer.from(text));
}

/** As Nix evaluates it. */
function asSet(inputs: readonly FlakeInput[]): object {
  const sets = inputs.map(({ name, url, attributes, follows, isFlake, inputs: inner }) => [
    name,
    {
      ...(url !== undefined && { url }),
      ...attributes,
      ...(follows !== undefined && { follows }),
      ...(isFlake ? {} : { flake: false }),
      ...(inner.length > 0 && { inputs: asSet(inner) }),
    },
  ]);
  return Object.fromEntries(sets) as object;
}

const FLAKES: readonly string[] = [
  `{ outputs = _: { }; }`,
  `{ description = "x"; inputs = { }; outputs = _: { }; }`,
  `{ inputs.lib.url = "path:../lib"; outputs = { self, lib }: { }; }`,
  `{ inputs = { a.url = "github:o/r"; "b.c" = { url = "git+https://h/p"; flake = false; }; }; outputs = _: { }; }`,
  `{ inputs.a = { type = "github"; owner = "o"; repo = "r"; }; outputs = _: { }; }`,
  `{ inputs.a = { type = "git"; url = "https://h/p"; shallow = true; flake = false; }; outputs = _: { }; }`,
  `{ inputs.a.inputs.b.follows = "b/c"; inputs.a.url = "x"; inputs = { b.follows = ""; }; outputs = _: { }; }`,
  `{ inputs = { a = { url = (https://h/p); inputs = { b = { inputs.c.follows = "d"; }; }; }; }; outputs = _: { }; }`,
  `# a comment\n{ inputs.\${"a"}.url = "a\\\${b}\\n"; outputs = _: { }; }`,
];

describeWithNix('the inputs of a flake.nix', ({ bin, env }) => {
  it.each(FLAKES)('are what Nix sees: %s', async (text) => {
    const { execa } = await import('execa');
    const file = join(temporaryFolder('flake-inputs'), 'flake.nix');
    writeFileSync(file, text);
    const expression = `(import ${file}).inputs or { }`;
    const args = ['--eval', '--strict', '--json', '--expr', expression];
    const { stdout } = await execa(join(bin, 'nix-instantiate'), args, { env });
    const { inputs, diagnostics } = await read(text);
    expect(diagnostics).toEqual([]);
    expect(asSet(inputs)).toEqual(JSON.parse(stdout));
  });
});

test('what only the outputs ask for is an input, too', async () => {
  const text = '{ inputs.lib.url = "x"; outputs = { self, lib, nixpkgs, tools ? null }: { }; }';
  const { inputs } = await read(text);
  expect(inputs.map(({ name }) => name)).toEqual(['lib', 'nixpkgs', 'tools']);
});

test.each([
  ['{ inputs.a.url = "x" + "y"; }', '1:18', /an input is written out/],
  ['{ inputs = import ./inputs.nix; }', '1:12', /an input is written out/],
  ['{ inputs = { inherit a; }; }', '1:14', /a name that is computed/],
  ['{ inputs.a.url = ./a; }', '1:18', /a path/],
  ['{ inputs.a = ; }', '1:14', /does not parse/],
  ['{ inputs.a.b.c = "x"; }', '1:3', /no set `b`/],
])('what is not written out is a diagnostic: %s', async (text, position, reason) => {
  const [diagnostic] = (await read(text)).diagnostics;
  expect(`${diagnostic?.position.line}:${diagnostic?.position.column}`).toBe(position);
  expect(diagnostic?.reason).toMatch(reason);
});
