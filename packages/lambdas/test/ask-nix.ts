import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NixForTests } from '../../../tools/testing/find-nix';
import type { Position } from '../src';
import { temporaryFolder } from '../../../tools/testing/temporary-folder';

/** name → [has a default, line, column], as Nix itself says; null where the file is no function. */
export type FunctionArgs = Readonly<Record<string, readonly [boolean, number, number]>> | null;

/** Writes contents to files of their own, for Nix to read. */
export function writeFiles(contents: readonly (string | Uint8Array)[]): string[] {
  const folder = temporaryFolder('lambdas');
  return contents.map((content, index) => {
    const file = join(folder, `${index}.nix`);
    writeFileSync(file, content);
    return file;
  });
}

/** What `builtins.functionArgs` and `unsafeGetAttrPos` say of each file; one process for all. */
export function functionArgs(nix: NixForTests, files: readonly string[]): FunctionArgs[] {
  const [list] = writeFiles([JSON.stringify(files)]);
  const expression = `map (file: let f = import file; args = builtins.functionArgs f; in
    if !builtins.isFunction f then null else builtins.mapAttrs (name: hasDefault:
      let at = builtins.unsafeGetAttrPos name args; in [ hasDefault at.line at.column ]) args)
    (builtins.fromJSON (builtins.readFile ${list}))`;
  const { status, stdout, stderr } = run(nix, ['--eval', '--strict', '--json', '-E', expression]);
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as FunctionArgs[];
}

/** Where the functions start that a file evaluates to, in the order of its lists. */
export function functionPositions(nix: NixForTests, file: string): Position[] {
  const { status, stdout, stderr } = run(nix, ['--eval', '--strict', '--xml', file]);
  if (status !== 0) throw new Error(stderr);
  return [...stdout.matchAll(/<function column="(\d+)" line="(\d+)"/g)].map(([, column, line]) => ({
    line: Number(line),
    column: Number(column),
  }));
}

/** The members of a group as they were read: for the lambdas among them `true`. */
export interface MemberTree {
  readonly [name: string]: MemberTree | boolean;
}

/**
 * What Nix finds where members of groups were read: all names of each set, what `functionArgs` says
 * of each lambda, null for all else. The sets that a group is curried over have what is in `final`.
 */
export function groupFacts(
  nix: NixForTests,
  groups: readonly { readonly file: string; readonly sets: number; readonly tree: MemberTree }[],
): unknown[] {
  const [list] = writeFiles([JSON.stringify(groups)]);
  const expression = `
    let
      final = { ok = true; flag = true; x = true; y = true; z = true; stdenv.isLinux = true; };
      lib = { id = x: x; };
      argsOf = f: let args = builtins.functionArgs f; in builtins.mapAttrs (name: hasDefault:
        let at = builtins.unsafeGetAttrPos name args; in [ hasDefault at.line at.column ]) args;
      facts = tree: value: builtins.mapAttrs (name: _:
        if !(tree ? \${name}) then "not read"
        else if builtins.isAttrs tree.\${name} then facts tree.\${name} value.\${name}
        else if tree.\${name} then argsOf value.\${name}
        else null) (tree // value);
      factsOf = { file, sets, tree }:
        let
          f = import file;
          group =
            if builtins.isFunction f
            then f (builtins.intersectAttrs (builtins.functionArgs f) { inherit lib; })
            else f;
        in
        facts tree (builtins.foldl' (g: _: g final) group (builtins.genList (x: x) sets));
    in
    map factsOf (builtins.fromJSON (builtins.readFile ${list}))`;
  const { status, stdout, stderr } = run(nix, ['--eval', '--strict', '--json', '-E', expression]);
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as unknown[];
}

/**
 * What Nix says of each file that it refuses to parse, undefined of the others. A call stops at
 * the first such file, having printed a line for each one before: one process for each bad file.
 */
export function parseErrors(nix: NixForTests, files: readonly string[]): (string | undefined)[] {
  const errors: (string | undefined)[] = [];
  while (errors.length < files.length) {
    const rest = files.slice(errors.length);
    const { status, stdout, stderr } = run(nix, ['--parse', ...rest]);
    const parsed = stdout.split('\n').length - 1;
    errors.push(...rest.slice(0, parsed).map(() => undefined));
    if (status !== 0) errors.push(stderr);
    else if (parsed < rest.length) throw new Error(`Nix printed ${parsed} of ${rest.length} lines`);
  }
  return errors;
}

/** The value of an expression; throws with what Nix says where there is none. */
export function valueOf(nix: NixForTests, expression: string): unknown {
  const [file] = writeFiles([expression]);
  const { status, stdout, stderr } = run(nix, ['--eval', '--strict', '--json', file!]);
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

/** Does this version know `|>`? Older ones refuse it. */
export function knowsPipes(nix: NixForTests): boolean {
  return parseErrors(nix, writeFiles(['x: x |> x']))[0] === undefined;
}

/** Does this version say where `inherit (set) name;` has its name? Older ones tell of the column before. */
export function placesInherited(nix: NixForTests): boolean {
  const text = '{ inherit ({ a = 1; }) a; }';
  return valueOf(nix, `(builtins.unsafeGetAttrPos "a" (${text})).column`) === 56;
}

/** Does this version refuse a NUL in a string? Older ones end the string there. */
export function rejectsNulInStrings(nix: NixForTests): boolean {
  return parseErrors(nix, writeFiles(['"\0"']))[0] !== undefined;
}

function run({ bin, env }: NixForTests, args: readonly string[]) {
  const features = ['--extra-experimental-features', 'pipe-operators'];
  return spawnSync(join(bin, 'nix-instantiate'), [...features, ...args], {
    env: { ...process.env, ...env },
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
}
