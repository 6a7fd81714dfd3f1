import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describeWithNix } from '../../../tools/testing/find-nix';
import { nixString, pkgsNix } from '../src';
import { attributeName } from '../src/names/attribute-path';
import { askNix, LIB } from './ask-nix';
import { wireFolder } from './wire-fixture';

/**
 * The law behind the registry: every package is called with just what Nix's own `callPackage` would
 * have given it, in plain sets and in scopes, on top of another package set whose names are listed.
 */

const NAMES = ['a', 'b', 'c', 'd', 'e'] as const;

interface Asked {
  readonly name: string;
  readonly hasDefault: boolean;
}
type Packages = Readonly<Record<string, readonly Asked[]>>;
interface Tree {
  readonly top: Packages;
  readonly scope: Packages;
  readonly plain: Packages;
  /** Names that the set below has. */
  readonly base: readonly string[];
}

const asked: fc.Arbitrary<Asked> = fc.record({
  name: fc.constantFrom(...NAMES, 'based', 'absent', 'lib', 'callPackage'),
  hasDefault: fc.boolean(),
});
const packages = fc.dictionary(
  fc.constantFrom(...NAMES),
  fc.uniqueArray(asked, { selector: ({ name }) => name, maxLength: 4 }),
  { maxKeys: 4, noNullPrototype: true },
);
const tree: fc.Arbitrary<Tree> = fc.record({
  top: packages,
  scope: packages,
  plain: packages,
  base: fc.subarray(['a', 'b', 'based', 'lib', 'callPackage', '7 zip']),
});

/** A lambda that says what it was given, by name: packages carry theirs, the rest is `ambient`. */
function lambdaText(
  path: string,
  wants: readonly Asked[],
  exists: (name: string) => boolean,
): string {
  const formals = wants.map(({ name, hasDefault }) =>
    hasDefault || !exists(name) ? `${name} ? { from = "default"; }` : name,
  );
  const got = wants.map(({ name }) => `${name} = ${name}.from or "ambient";`);
  return `{ ${formals.join(', ')} }: { from = "${path}"; got = { ${got.join(' ')} }; }`;
}

describeWithNix('the registry, evaluated', (nix) => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'nx-nix-call-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  test('calls packages as callPackage does', async () => {
    await fc.assert(
      fc.asyncProperty(tree, async ({ top, scope, plain, base }) => {
        rmSync(folder, { recursive: true });
        const group = groupText({ top, scope, plain, base });
        const repo = join(folder, 'repos/core');
        mkdirSync(join(repo, 'by-name/al/all'), { recursive: true });
        // A scope without members is no set, and a problem.
        const scopes = Object.keys(scope).length > 0 ? ['scope'] : [];
        writeFileSync(join(repo, 'nix-repo.json'), JSON.stringify({ kind: 'core', scopes }));
        writeFileSync(join(repo, 'by-name/al/all/packages.nix'), `{ ... }: ${group}`);
        const registry = join(folder, 'repos/registry');
        mkdirSync(registry);
        writeFileSync(join(registry, 'nix-repo.json'), '{ "baseNames": "names.txt" }');
        writeFileSync(join(registry, 'names.txt'), base.map(attributeName).join('\n'));

        const { wiring, problems } = await wireFolder(folder);
        expect(problems).toEqual([]);
        writeFileSync(join(folder, 'pkgs.nix'), pkgsNix(wiring));
        const said = askNix(nix, comparison(folder, base)) as { ours: unknown; theirs: unknown };
        expect(said.ours).toEqual(said.theirs);
      }),
      { numRuns: 40 },
    );
  });
});

function groupText({ top, scope, plain, base }: Tree): string {
  const isAmbient = (name: string): boolean => name === 'lib' || name === 'callPackage';
  const atTop = (name: string): boolean => name in top || base.includes(name) || isAmbient(name);
  const inScope = (name: string): boolean => name in scope || atTop(name);
  const members = (of: Packages, prefix: string, exists: (name: string) => boolean): string =>
    Object.entries(of)
      .map(([name, wants]) => `${name} = ${lambdaText(prefix + name, wants, exists)};`)
      .join('\n');
  return `{
    ${members(top, '', atTop)}
    ${members(scope, 'scope.', inScope).replace(/^(\w+) =/gm, 'scope.$1 =')}
    ${members(plain, 'plain.', atTop).replace(/^(\w+) =/gm, 'plain.$1 =')}
  }`;
}

/** Our registry and a hand-made one over the same lambdas: what does each package say it was given? */
function comparison(folder: string, base: readonly string[]): string {
  const below = base
    .filter((name) => name !== 'lib' && name !== 'callPackage')
    .map((name) => `${attributeName(name)}.from = ${nixString(`base ${name}`)};`);
  return `
    let
      lib = import ${LIB};
      lambdas = import ${folder}/repos/core/by-name/al/all/packages.nix { };
      ambient = final: {
        inherit lib;
        newScope = extra: lib.callPackageWith (final // extra);
        callPackage = final.newScope { };
        pkgs = final;
        config = { };
        system = "none";
      } // { ${below.join(' ')} };
      isLambda = builtins.isFunction;
      ours = lib.fix (lib.extends (import ${folder}/pkgs.nix {
        inherit lib;
        call = f: args: f args;
        repos.core = lambdas;
      }) ambient);
      theirs = lib.fix (final: ambient final
        // builtins.mapAttrs (_: f: final.callPackage f { }) (removeAttrs lambdas [ "scope" "plain" ])
        // {
          scope = lib.makeScope final.newScope (self:
            builtins.mapAttrs (_: f: self.callPackage f { }) (lambdas.scope or { }));
          plain = builtins.mapAttrs (_: f: final.callPackage f { }) (lambdas.plain or { });
        });
      said = set: builtins.mapAttrs (name: value:
        if isLambda value then value
        else builtins.mapAttrs (inner: _: set.\${name}.\${inner}.got) value
      ) { scope = lambdas.scope or { }; plain = lambdas.plain or { }; }
        // builtins.mapAttrs (name: _: set.\${name}.got) (removeAttrs lambdas [ "scope" "plain" ]);
    in
    { ours = said ours; theirs = said theirs; }`;
}
