import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describeWithNix } from '../../../tools/testing/find-nix';
import {
  loadParser,
  readGroupFile,
  readPackageFile,
  type Lambda,
  type Member,
  type NixParser,
  type ReadingDepth,
} from '../src';
import {
  functionArgs,
  groupFacts,
  knowsPipes,
  parseErrors,
  rejectsNulInStrings,
  writeFiles,
  type FunctionArgs,
} from './ask-nix';
import { lambdaTexts } from './lambda-texts';

let parser: NixParser;
beforeAll(async () => {
  parser = await loadParser();
});

function fixtures(kind: string): string[] {
  const folder = join(__dirname, 'fixtures', kind);
  return readdirSync(folder).map((name) => join(folder, name, 'input.nix'));
}

function asNixSays({ formals }: Lambda): FunctionArgs {
  return Object.fromEntries(
    formals.map(({ name, hasDefault, position }) => [
      name,
      [hasDefault, position.line, position.column],
    ]),
  );
}

describeWithNix('Nix agrees', (nix) => {
  it('on which fixtures parse', () => {
    const files = [...fixtures('package'), ...fixtures('group')].filter(
      (file) =>
        (knowsPipes(nix) || !file.includes('pipes')) &&
        (rejectsNulInStrings(nix) || !file.includes('nul-in-string')),
    );
    const verdicts = parseErrors(nix, files).map((error) => isRejection(error));
    const ours = files.map((file) => rejects(readFileSync(file), file.includes('/group/')));
    expect(named(files, ours)).toEqual(named(files, verdicts));
  });

  it("on the formals of the fixtures' lambdas", () => {
    const files = fixtures('package').filter((file) => {
      const { lambda, diagnostics } = readPackageFile(parser, readFileSync(file));
      return (
        lambda !== undefined &&
        diagnostics.length === 0 &&
        (knowsPipes(nix) || !file.includes('pipes'))
      );
    });
    const ours = files.map((file) => lambdaArgs(readFileSync(file)));
    expect(named(files, ours)).toEqual(named(files, functionArgs(nix, files)));
  });

  it("on the names of the fixtures' groups, and on the lambdas among them", () => {
    const groups = fixtures('group')
      .map((file) => ({ file, group: readGroupFile(parser, readFileSync(file)) }))
      .filter(({ group }) => group.diagnostics.length === 0);
    const asked = groups.map(({ file, group }) => ({
      file,
      sets: group.sets,
      tree: memberTree(group.members, ({ lambda }) => lambda !== undefined),
    }));
    const ours = groups.map(({ group }) =>
      memberTree(group.members, ({ lambda }) => (lambda ? asNixSays(lambda) : null)),
    );
    const files = groups.map(({ file }) => file);
    expect(files.length).toBeGreaterThan(10);
    expect(named(files, ours)).toEqual(named(files, groupFacts(nix, asked)));
  });

  it('on the formals of generated files', async () => {
    const written = await lambdaTexts({ pipes: knowsPipes(nix) });
    const texts = fc.sample(written, 500).map(({ text }) => text);
    const theirs = functionArgs(nix, writeFiles(texts));
    expect(texts.map((text) => lambdaArgs(Buffer.from(text)))).toEqual(theirs);
    expect(texts.map((text) => lambdaArgs(Buffer.from(text), 'head'))).toEqual(theirs);
  });

  it('on which damaged files parse', () => {
    const texts = fc.sample(damagedFile, 150);
    const errors = parseErrors(nix, writeFiles(texts));
    const wrong = texts.filter((text, index) => {
      const error = errors[index];
      return rejects(Buffer.from(text), false) !== isRejection(error);
    });
    expect(wrong).toEqual([]);
  });
});

/** A real-looking file with one thing taken out, put in or written twice. */
const damagedFile = fc
  .record({
    from: fc.nat(),
    length: fc.nat(3),
    put: fc.constantFrom(
      '',
      ...'{}[]()=;:,.?@"+/#',
      "''",
      '${',
      '...',
      '//',
      ' in ',
      ' with ',
      ' x ',
    ),
  })
  .map(({ from, length, put }) => {
    const at = from % sound.length;
    return sound.slice(0, at) + put + sound.slice(at + length);
  });

const sound = `{ lib, stdenv, zlib ? null, src ? { a = { }; }, ... }@args:
let
  inherit (lib) optional;
  version = "1.\${toString 2}";
in
stdenv.mkDerivation rec {
  pname = "x"; inherit version;
  buildInputs = [ zlib ] ++ optional (zlib != null) ./patches/a.patch;
  installPhase = ''
    make ''\${x} PREFIX=\${lib.x or "y"}
  '';
  meta.license = if version == "1" then args.a else with lib; licenses.mit;
  meta.broken = !(args ? b.c) && -1 < 2;
}
`;

/** Members as nested objects, by their names. */
function memberTree<T>(members: readonly Member[], leaf: (member: Member) => T): Nested<T> {
  const tree: { [name: string]: Nested<T> | T } = {};
  for (const member of members) {
    let here = tree;
    for (const name of member.path.slice(0, -1)) {
      here = (here[name] ??= {}) as typeof tree;
    }
    here[member.path.at(-1) ?? ''] = leaf(member);
  }
  return tree;
}

interface Nested<T> {
  readonly [name: string]: Nested<T> | T;
}

function lambdaArgs(bytes: Uint8Array, depth: ReadingDepth = 'body'): FunctionArgs {
  const { lambda } = readPackageFile(parser, bytes, { depth });
  return lambda ? asNixSays(lambda) : null;
}

function isRejection(error: string | undefined): boolean {
  return error !== undefined && !error.includes('undefined variable');
}

function rejects(bytes: Uint8Array, isGroup: boolean): boolean {
  const { diagnostics } = isGroup ? readGroupFile(parser, bytes) : readPackageFile(parser, bytes);
  return diagnostics.some(({ kind }) => ['syntax-error', 'duplicate-formal'].includes(kind));
}

function named<T>(files: readonly string[], values: readonly T[]): Record<string, T> {
  return Object.fromEntries(
    files.map((file, index) => [file.split('/').slice(-3, -1).join('/'), values[index] as T]),
  );
}
