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
  `{ inputs.a.url = ''github:o/r''; inputs.b.url = ''\n    github:\n      o/r\n  \n   ''; inputs.c.url = ''  x\n   y''; inputs.d.url = ''$x ' y''; outputs = _: { }; }`,
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
  ["{ inputs.a.url = ''a'''b''; }", '1:18', /an indented string with an escape in it/],
  ['{ inputs.a.url = "${x}"; }', '1:18', /a string with something computed in it/],
])('what is not written out is a diagnostic: %s', async (text, position, reason) => {
  const { diagnostics } = await read(text);
  const [diagnostic] = diagnostics.filter(({ reason: one }) => one !== 'it has no `outputs`');
  expect(`${diagnostic?.position.line}:${diagnostic?.position.column}`).toBe(position);
  expect(diagnostic?.reason).toMatch(reason);
});

test('all that Nix would not take is said at once, in the order of the file', async () => {
  const text = `{
  description = "a" + "b";
  inputs.a = "x";
  inputs.b = { url = 5; flake = "no"; };
  inputs.c.follows = "a b";
  inputs.self.submodules = true;
  edition = 2;
  nixConfig.x = [ 1 ];
  outputs = import ./outputs.nix;
}`;
  const { diagnostics } = await read(text);
  const lines = diagnostics.map(
    ({ position: { line, column }, reason }) => `${line}:${column}: ${reason}`,
  );
  expect(lines).toEqual([
    '2:17: `description` is a string that is written out, and this is an operation',
    '3:3: the input `a` is a set with `url` or `follows`',
    '4:16: `url` of an input is a string',
    '4:25: `flake` of an input is `true` or `false`',
    '5:3: Nix follows no input by the name `a b`',
    '6:3: it says `submodules` of its input `self`, which Nix 2.8 and 2.26 reject or take for a flake by that name',
    '7:3: a flake.nix has no attribute `edition`, only `description`, `inputs`, `nixConfig`, `outputs`',
    '8:17: a setting of `nixConfig` is a literal or a list of strings, and this is a list',
    '9:13: `outputs` is a function that is written out, and this is a call of a function',
  ]);
});
