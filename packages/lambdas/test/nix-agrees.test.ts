import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describeWithNix } from '../../../tools/testing/find-nix';
import {
  loadParser,
  readGroupFile,
  readPackageFile,
  type Lambda,
  type NixParser,
  type ReadingDepth,
} from '../src';
import { functionArgs, knowsPipes, parseErrors, writeFiles, type FunctionArgs } from './ask-nix';
import { generatedFile } from './generated-files';

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
      (file) => knowsPipes(nix) || !file.includes('pipes'),
    );
    const verdicts = parseErrors(nix, files).map((error) => isRefusal(error));
    const ours = files.map((file) => refuses(readFileSync(file), file.includes('/group/')));
    // Nix takes bytes that are not UTF-8; here they are refused on purpose.
    const expected = files.map((file, index) => verdicts[index] || file.includes('not-utf8'));
    expect(named(files, ours)).toEqual(named(files, expected));
  });

  it("on the formals of the fixtures' lambdas", () => {
    const files = fixtures('package').filter((file) => {
      const { lambda, flaws } = readPackageFile(parser, readFileSync(file));
      return (
        lambda !== undefined && flaws.length === 0 && (knowsPipes(nix) || !file.includes('pipes'))
      );
    });
    const ours = files.map((file) => lambdaArgs(readFileSync(file)));
    expect(named(files, ours)).toEqual(named(files, functionArgs(nix, files)));
  });

  it('on the formals of generated files', () => {
    const texts = fc.sample(generatedFile, 1000).map(({ text }) => text);
    const theirs = functionArgs(nix, writeFiles(texts));
    expect(texts.map((text) => lambdaArgs(Buffer.from(text)))).toEqual(theirs);
    expect(texts.map((text) => lambdaArgs(Buffer.from(text), 'head'))).toEqual(theirs);
  });

  it('on which damaged files parse', () => {
    const texts = fc.sample(damagedFile, 150);
    const errors = parseErrors(nix, writeFiles(texts));
    const wrong = texts.filter((text, index) => {
      const error = errors[index];
      if (error?.includes('undefined variable')) return false;
      return refuses(Buffer.from(text), false) !== (error !== undefined);
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

function lambdaArgs(bytes: Uint8Array, depth: ReadingDepth = 'body'): FunctionArgs {
  const { lambda } = readPackageFile(parser, bytes, { depth });
  return lambda ? asNixSays(lambda) : null;
}

function isRefusal(error: string | undefined): boolean {
  return error !== undefined && !error.includes('undefined variable');
}

function refuses(bytes: Uint8Array, isGroup: boolean): boolean {
  const { flaws } = isGroup ? readGroupFile(parser, bytes) : readPackageFile(parser, bytes);
  return flaws.some(({ kind }) => ['syntax-error', 'duplicate-formal', 'not-utf8'].includes(kind));
}

function named<T>(files: readonly string[], values: readonly T[]): Record<string, T> {
  return Object.fromEntries(
    files.map((file, index) => [file.split('/').slice(-3, -1).join('/'), values[index] as T]),
  );
}
