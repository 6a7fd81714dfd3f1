import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { placeText } from '@nx-nix/resolver';
import { describeWithNix } from '../../../../tools/testing/find-nix';
import { WorkspaceForNix } from './read-workspace';

/** What is read from text is compared with reading by Nix: on whichever Nix the tests are run with. */

const EVERYTHING = {
  'by-name/pl/plain/package.nix': '{ stdenv, zlib ? null, ... }@args: stdenv\n',
  'by-name/no/none/package.nix': '_: 1\n',
  'by-name/el/ellipsis/package.nix': '# ü\n  { ... }: 1\n',
  'by-name/na/named/package.nix': 'args@{ a }: 1\n',
  'by-name/cr/carriage/package.nix': '{\r\n  a,\r  ü ? 1\n}: a\n'.replace('ü', 'b'),
  'by-name/by/bytes/package.nix': '/* äöü */ { a /* ü */, b }: a\n',
  'by-name/7z/7zip/package.nix': '{ a }: a\n',
  'by-name/de/delegate/package.nix': 'import ./generic.nix { version = "1"; }\n',
  'by-name/de/delegate/generic.nix': '{ version }:\n{ a, b ? { } }: a\n',
  'by-name/gr/group/packages.nix': `{ lib, ... }: {
  one = { a, s ? { x = { }; y.z = { }; } }: a;
  nested.deep."quoted name" = { b, ... }: b;
  nested."a.b" = _: 1;
}
`,
  'by-name/cu/curried/packages.nix': `{ ... }: final: {
  alias = final.one;
  called = final.callPackage ./called.nix { };
  lambda = { a, b ? 1 }: a;
  imported = import ./called.nix;
  inner = { lambda = { c }: c; more.alias = final.inner.lambda; };
}
`,
  'by-name/cu/curried/called.nix': '\n\n{ a, lambda }: a\n',
  'by-name/ma/marked/packages.nix':
    '{ lib, ... }: final: { s = lib.recurseIntoAttrs { a = { b }: b; }; t = final.lib.recurseIntoAttrs { }; }\n',
  'by-name/ma/mark/packages.nix':
    '{ lib, ... }: { u = lib.recurseIntoAttrs { a = { b }: b; }; v = { recurseForDerivations = true; a = { b }: b; }; }\n',
  'by-name/th/three/packages.nix': '{ ... }: res: pkgs: super: with pkgs; { third = { a }: a; }\n',
};

describeWithNix('Reading by Nix', (nix) => {
  const workspace = (files: Readonly<Record<string, string | Uint8Array>>): WorkspaceForNix =>
    new WorkspaceForNix(nix, files);

  test('agrees with every form that static reading knows', async () => {
    const { compared, said, open } = await workspace(EVERYTHING).verify();
    expect({ said, open, compared }).toEqual({ said: [], open: [], compared: 22 });
  });

  test('gives a resolution with the facts that static reading gives', async () => {
    const both = workspace(EVERYTHING);
    const byNix = await both.located((await both.byNix()).reading);
    const byText = await both.read();
    const facts = ({ packages }: typeof byNix): unknown =>
      packages
        .map(({ path, kind, formals, head, sets }) => ({
          ...{ path: path.join('.'), kind, formals, head, isCurried: sets > 0 },
        }))
        .sort((a, b) => (a.path < b.path ? -1 : 1));
    expect(facts(byNix)).toEqual(facts(byText));
    expect(byNix.problems).toEqual([]);
    // Whatever is in a curried group may lean on all of the set.
    const leaning = byNix.packages.filter(({ sets }) => sets > 0);
    expect(leaning.map(({ references }) => references.map(({ path }) => path))).toEqual(
      leaning.map(() => [[]]),
    );
  });

  test('names what only Nix can know', async () => {
    const opaque = workspace({
      'by-name/op/opaque/packages.nix':
        '{ lib, ... }: lib.genAttrs [ "x" "y" ] (name:\n  { stdenv, z ? null }: name)\n',
    });
    expect((await opaque.verify()).said).toEqual([
      'repos/core/by-name/op/opaque/packages.nix:2:3: `x` is read otherwise than Nix reads it\n  the package\n    its text: is not there\n    Nix X:    is a lambda',
      'repos/core/by-name/op/opaque/packages.nix:2:3: `y` is read otherwise than Nix reads it\n  the package\n    its text: is not there\n    Nix X:    is a lambda',
    ]);
    const { packages } = await opaque.located((await opaque.byNix()).reading);
    expect(packages.map((pkg) => [pkg.path, pkg.formals.map(({ name }) => name)])).toEqual([
      [['x'], ['stdenv', 'z']],
      [['y'], ['stdenv', 'z']],
    ]);
  });

  test('leads positions in the store back to the repo', async () => {
    const copying = workspace({
      'default.nix': `{ lib }:
let
  here = ./groups;
  folder = ./tree;
in
import "\${here}/one/packages.nix" { }
// import "\${./groups/two/packages.nix}" { }
// { foo = import "\${./tree/foo/package.nix}"; bar = import "\${./tree/bar/package.nix}"; }
// { inner = import "\${folder}/inner/package.nix"; }
// { renamed = import (builtins.path { path = ./tree/other.txt; name = "other"; }); }
`,
      'groups/one/packages.nix': '{ ... }: { a = { x }: x; b = _: 1; }\n',
      'groups/two/packages.nix': '{ ... }: {\n  c = { ... }: 1;\n}\n',
      // Equal texts: which is meant, the package's name says.
      'tree/bar/package.nix': '{ y }: y\n',
      'tree/foo/package.nix': '{ y }: y\n',
      'tree/inner/package.nix': '\n{ z }: z\n',
      'tree/other.txt': '{ w }: w\n',
      'elsewhere/inner/package.nix': '\n{ z }: z\n',
    });
    const { packages, errors } = (await copying.byNix()).reading;
    expect(errors.map(({ problem }) => problem.message)).toEqual([]);
    const places = packages.map((pkg) => [
      pkg.path.join('.'),
      pkg.kind === 'lambda' && pkg.place && placeText(pkg.place),
    ]);
    expect(Object.fromEntries(places)).toEqual({
      a: 'repos/core/groups/one/packages.nix:1:16',
      b: 'repos/core/groups/one/packages.nix:1:30',
      bar: 'repos/core/tree/bar/package.nix:1:1',
      c: 'repos/core/groups/two/packages.nix:2:7',
      foo: 'repos/core/tree/foo/package.nix:1:1',
      inner: 'repos/core/tree/inner/package.nix:2:1',
      renamed: 'repos/core/tree/other.txt:1:1',
    });
    const formals = packages.flatMap((pkg) => (pkg.kind === 'lambda' ? pkg.formals : []));
    expect(formals.every(({ position }) => position !== undefined)).toBe(true);
  });

  test('agrees on files behind links', async () => {
    const linked = workspace({
      'by-name/sh/shared.nix': '{ a }: a\n',
      'by-name/li/linked/notes.txt': '',
      'elsewhere/far/package.nix': '{ b }: b\n',
    });
    symlinkSync(
      '../../sh/shared.nix',
      join(linked.root, 'repos/core/by-name/li/linked/package.nix'),
    );
    mkdirSync(join(linked.root, 'repos/core/by-name/fa'));
    symlinkSync('../../elsewhere/far', join(linked.root, 'repos/core/by-name/fa/far'));
    expect(await linked.verify()).toEqual({ compared: 2, said: [], open: [] });
  });

  test('looks through functors, and says what is no lambda', async () => {
    const odd = workspace({
      'by-name/fu/functor/package.nix': '{ __functor = self: { a, b ? 1 }: a; }\n',
      'by-name/gr/group/packages.nix': `{ lib, ... }: {
  set = lib.setFunctionArgs (args: args) { x = false; };
  sub.text = "no lambda";
  drv = derivation { name = "x"; builder = "/bin/sh"; system = "none"; };
  nothing = { };
  endless = { __functor = self: self; };
}
`,
    });
    const { packages } = (await odd.byNix()).reading;
    const told = packages.map((pkg) => {
      const what =
        pkg.kind === 'lambda'
          ? pkg.formals.map(({ name }) => name)
          : pkg.kind === 'value' && pkg.found;
      return [pkg.path.join('.'), what];
    });
    expect(Object.fromEntries(told)).toEqual({
      drv: 'a derivation',
      endless: 'a functor that gives no function',
      functor: ['a', 'b'],
      nothing: 'an empty attribute set',
      set: ['x'],
      'sub.text': 'a string',
    });
    const { problems } = await odd.located((await odd.byNix()).reading);
    expect(
      problems.map(({ place, code, message }) => [placeText(place), code, message]),
    ).toContainEqual([
      'repos/core/by-name/gr/group/packages.nix:3:3',
      'not-a-lambda',
      'a lambda is expected here, this is a string, as `sub.text`',
    ]);
    // Static reading says the same of what is no functor.
    const differing = (await odd.verify()).said.map((text) => /`([^`]+)` is read/.exec(text)?.[1]);
    expect(differing.filter((name) => !name?.startsWith('endless'))).toEqual(['functor', 'set']);
  });

  test('says which packages it does not evaluate, all at once, where, and of the rest what they are', async () => {
    const broken = workspace({
      'by-name/fi/fine/package.nix': '{ a }: a\n',
      'by-name/ba/bad/package.nix': '{ a }:\n  a + ;\n',
      'by-name/th/throws/package.nix': 'throw "not today"\n',
      'by-name/gr/group/packages.nix':
        '{ ... }: { s = { ok = { a }: a; no = throw "nor this"; }; }\n',
      'by-name/on/once/package.nix': '{ a }: a\n',
      'by-name/tw/once/package.nix': '{ a }: a\n',
    });
    const { packages, errors } = (await broken.byNix()).reading;
    expect(packages.map(({ path }) => path.join('.'))).toEqual(['fine', 's.ok']);
    const told = errors.map(({ path, problem }) => [
      path.join('.'),
      placeText(problem.place),
      problem.message.replace(/^Nix \S+ does not evaluate /, '').replace(/unexpected .*/, '…'),
    ]);
    // Of a `throw`, not every version tells where it stands.
    const thrown = (file: string): unknown =>
      expect.stringMatching(`^repos/core/(${file}|default.nix:1:1)$`);
    expect(told).toEqual([
      ['bad', 'repos/core/by-name/ba/bad/package.nix:2:7', '`bad`: syntax error, …'],
      [
        'once',
        expect.stringMatching(/^repos\/core\/default\.nix:/),
        '`once`: more than one file makes the package once',
      ],
      ['s.no', thrown('by-name/gr/group/packages.nix:1:43'), '`s.no`: nor this'],
      ['throws', thrown('by-name/th/throws/package.nix:1:1'), '`throws`: not today'],
    ]);
  });

  test('a group that does not parse takes the names of all away, and the reason is given', async () => {
    const broken = workspace({
      'by-name/fi/fine/package.nix': '{ a }: a\n',
      'by-name/gr/group/packages.nix': '{ ... }: {\n  a = ;\n}\n',
    });
    const { errors, packages } = (await broken.byNix()).reading;
    expect(packages).toEqual([]);
    expect(errors.map(({ path, problem }) => [path, placeText(problem.place)])).toEqual([
      [[], 'repos/core/by-name/gr/group/packages.nix:2:7'],
    ]);
    expect(errors[0]!.problem.hint).toContain('syntax error');
  });

  test('a set that holds itself comes to an end', async () => {
    const endless = workspace({
      'default.nix': `{ lib }: let self = { a = { x }: x; b.again = self; c = self; d = self; }; in self\n`,
    });
    const { errors } = (await endless.byNix()).reading;
    expect(errors.map(({ problem }) => problem.code)).toEqual(['endless-set']);
  });

  test('reads the repo and lib, and nothing beside them', async () => {
    const curious = workspace({ 'default.nix': '{ lib }: { a = import ../other/a.nix; }\n' });
    curious.write({ '../other/a.nix': '{ x }: x\n' });
    const { errors } = (await curious.byNix()).reading;
    expect(errors.map(({ problem }) => problem.message)).toEqual([
      expect.stringMatching(/`a`: access to .* is forbidden in restricted mode/),
    ]);
  });

  test('pipes: agreed on where Nix knows them, else a sentence', async () => {
    const pipes = workspace({
      'by-name/pi/pipes/package.nix': '{ a, lib }: a |> lib.id\n',
      'by-name/fi/fine/package.nix': '{ a }: a\n',
    });
    const { compared, said } = await pipes.verify();
    if (said.length === 0) expect(compared).toBe(2);
    else {
      expect(compared).toBe(1);
      expect(said).toEqual([
        expect.stringMatching(
          /^repos\/core\/by-name\/pi\/pipes\/package.nix:1:15: error\[nix-refuses\]: Nix X does not evaluate `pipes`: syntax error/,
        ),
      ]);
    }
  });

  test("NUR's file, which tells nothing without the package set, and a tree beside it", async () => {
    const nur = new WorkspaceForNix(nix, {
      'nix-repo.json': '{ "layout": ["nur", "by-name"] }\n',
      'default.nix': '{ pkgs ? import <nixpkgs> { } }: { a = pkgs.callPackage ./a.nix { }; }\n',
      'a.nix': '{ }: 1\n',
      'by-name/be/beside/package.nix': '{ x ? 1 }: x\n',
    });
    expect(await nur.verify()).toEqual({ compared: 1, said: [], open: ['a'] });
  });

  test('a member of a group that needs the package set to be told', async () => {
    const open = workspace({
      'by-name/gr/group/packages.nix': `{ ... }: final: {
  behind = assert final ? a; { a }: a;
  plain = { a }: a;
}
`,
    });
    expect(await open.verify()).toEqual({ compared: 2, said: [], open: ['behind'] });
  });
});
