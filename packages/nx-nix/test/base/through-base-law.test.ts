/**
 * Law: a change of a replaced package (its source, its version, its build) reaches no more names of
 * the base than the facts say. Nix is asked which names change.
 */
import * as fc from 'fast-check';
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathText, type BaseFacts } from '@nx-nix/resolver';
import { describeWithNix, type NixForTests } from '../../../../tools/testing/find-nix';
import { BasedWorkspace } from './based-workspace';
import { baseOfUses, USES, type Uses } from './base-of-uses';

const RUNS = Number(process.env['NX_NIX_PROPERTY_RUNS'] ?? 12);

/** Which packages there are, what each uses of those before it, and which of them repos replace. */
const randomUses: fc.Arbitrary<Uses> = fc.integer({ min: 4, max: 12 }).chain((count) =>
  fc.record({
    packages: fc.tuple(
      ...Array.from({ length: count }, (_, i) =>
        fc.record({
          isFunction: fc.boolean(),
          uses: fc.array(
            fc.record({ how: fc.constantFrom(...USES), of: fc.nat({ max: Math.max(0, i - 1) }) }),
            i === 0 ? { maxLength: 0 } : { minLength: 1, maxLength: 3 },
          ),
        }),
      ),
    ),
    replaced: fc.uniqueArray(fc.nat({ max: count - 1 }), { minLength: 2 }),
  }),
);

/** A package that catches the failure of another's version, and one that depends on it. */
const CAUGHT: Uses = {
  packages: [
    { isFunction: false, uses: [] },
    { isFunction: false, uses: [{ how: 'tried', of: 0 }] },
    { isFunction: false, uses: [{ how: 'dependency', of: 1 }] },
  ],
  replaced: [0],
};

describeWithNix('what the base makes of replaced packages', (nix) => {
  test('is in the facts, as far as Nix sees a change of them', async () => {
    const sums = { marked: 0, changed: 0 };
    await fc.assert(
      fc.asyncProperty(randomUses, async (uses) => {
        const { base, names, replaced } = baseOfUses(uses);
        const workspace = new BasedWorkspace(
          nix,
          {
            ...Object.fromEntries(replaced.map((name) => [name, '{ }: 1'])),
            hello: `{ ${names.join(', ')} }: 1`,
          },
          { systems: ['x86_64-linux'] },
          base,
        );
        const marked = marksIn(await workspace.facts());
        const changed = changedNames(nix, workspace, replaced, names);
        rmSync(workspace.folder, { recursive: true });
        const missing = changed.filter(({ name, by }) => !marked.get(name)!.has(by));
        expect(missing).toEqual([]);
        // Where Nix cannot tell, the facts say so, and no number can be compared.
        const told = new Set(names.filter((name) => !(marked.get(name) instanceof Everything)));
        const pairs = changed.filter(({ name }) => told.has(name));
        sums.changed += new Set(pairs.map(({ name, by }) => `${name} ${by}`)).size;
        for (const name of told) sums.marked += marked.get(name)!.size;
      }),
      { numRuns: RUNS, examples: [[CAUGHT]] },
    );
    expect(sums.changed).toBeGreaterThan(RUNS / 3);
    expect(sums.marked).toBeLessThanOrEqual(1.5 * sums.changed);
  }, 600_000);
});

/** A set that has everything where the facts say `all`. */
class Everything extends Set<string> {
  override has(): boolean {
    return true;
  }
}

function marksIn({ through }: BaseFacts): ReadonlyMap<string, ReadonlySet<string>> {
  return new Map(
    through.map(({ path, reaches }) => [
      pathText(path),
      reaches === 'all' ? new Everything() : new Set(reaches.map(pathText)),
    ]),
  );
}

/** Which names are another derivation after which package has changed, in any of three ways. */
function changedNames(
  { bin, env }: NixForTests,
  { base, folder }: BasedWorkspace,
  replaced: readonly string[],
  names: readonly string[],
): readonly { readonly name: string; readonly by: string; readonly how: string }[] {
  const question = join(folder, 'question.nix');
  const list = (texts: readonly string[]): string => texts.map((text) => `"${text}"`).join(' ');
  writeFileSync(
    question,
    `let
      set = overlays: import ${base} { system = "x86_64-linux"; inherit overlays; };
      changes = {
        src = old: { src = derivation { name = "other-source"; system = "any"; builder = "any"; }; };
        version = old: { version = "9.9"; };
        build = old: { flags = "other"; };
      };
      drvPath = value:
        let tried = builtins.tryEval (if value ? drvPath then value.drvPath else (value "given").drvPath); in
        if tried.success then tried.value else "fails";
      before = builtins.mapAttrs (_: drvPath) (set [ ]);
      after = by: how: set [ (final: prev: { \${by} = prev.\${by}.overrideAttrs changes.\${how}; }) ];
      compared = by: how:
        let changed = after by how; in
        builtins.concatMap (name:
          if drvPath changed.\${name} == before.\${name} then [ ] else [ { inherit by how name; } ]
        ) [ ${list(names)} ];
    in
    builtins.concatMap (by: builtins.concatMap (compared by) (builtins.attrNames changes)) [ ${list(replaced)} ]
    `,
  );
  const ran = spawnSync(join(bin, 'nix-instantiate'), ['--eval', '--strict', '--json', question], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  if (ran.status !== 0) throw new Error(ran.stderr);
  return JSON.parse(ran.stdout) as ReturnType<typeof changedNames>;
}
