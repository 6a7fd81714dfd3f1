/** Worry: the tool that compares us with Nix reports nothing because it compares nothing. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describeWithNix } from '../testing/find-nix';
import { temporaryFolder } from '../testing/temporary-folder';

const root = join(__dirname, '../..');

describeWithNix('check-tree', ({ bin }) => {
  it.each(['core', 'python'])('finds no difference in the demo: %s', (repo) => {
    const { status, result } = check(join(root, 'repos', repo));
    expect(result.differences).toEqual([]);
    expect(result.packages.alike).toBe(result.packages.packages);
    expect(result.packages.formals).toBeGreaterThan(0);
    expect(result.taken.notCompared).toBeUndefined();
    expect(result.taken.alike).toBe(result.taken.packages);
    expect(result.groups.lambdas).toBeGreaterThan(0);
    expect(status).toBe(0);
  });

  it('tells of every kind of difference', () => {
    const tree = treeOf({
      // Nix chooses a function that static reading cannot find.
      'by-name/ch/choice/package.nix': 'if true then { a }: a else { b }: b',
      'by-name/so/sound/package.nix': '{ choice, missing, optional ? null }: 1',
      'by-name/br/broken/package.nix': '{ one }: }',
      'by-name/gr/group/packages.nix':
        '{ ... }: final: { one = final.choice; two = { one }: one; }',
      'default.nix': '{ }: { choice = 1; one = 1; }',
      'more/lost.nix': '{ }: 1',
    });
    const { status, result } = check(tree, '--files');
    expect(result.differences.map(({ name, what }) => [name, what])).toEqual([
      ['choice', 'we read no lambda, Nix does'],
    ]);
    expect(result.names?.unresolved).toMatchObject([{ name: 'missing', by: 'sound', count: 1 }]);
    expect(result.packages).toMatchObject({ packages: 3, alike: 1, unreadable: 1 });
    expect(result.groups).toMatchObject({ groups: 1, members: 2, lambdas: 1 });
    expect(result.taken).toMatchObject({ packages: 5, alike: 5, untaken: ['more/lost.nix'] });
    expect(result.taken.notInSet.sort()).toEqual(['broken', 'sound', 'two']);
    expect(result.groups.expressions).toEqual({ int: 1 });
    expect(result.files).toMatchObject({ files: 6, refused: 1 });
    expect(status).toBe(1);
  });

  it('takes settings, and a set, for a tree that has none', () => {
    const tree = treeOf({
      'distros/ibex/saw/default.nix': '{ axe }: 1',
      'distros/lynx/saw/default.nix': '{ axe }: 2',
      'distros/lynx/gone/default.nix': '{ }: 3',
    });
    const beside = treeOf({
      'settings.json': JSON.stringify({
        layout: { pattern: 'distros/<distro>/<name>/default.nix', attribute: '<distro>.<name>' },
        exclude: ['distros/<distro>/nothing'],
      }),
      'wrong.json': '{ "layouts": "pkgs" }',
      'set.nix': '{ axe = 1; ibex.saw = 1; lynx = { saw = 1; new = throw "not asked"; }; }',
    });
    const settings = join(beside, 'settings.json');
    const { result } = check(tree, '--settings', settings, '--set', join(beside, 'set.nix'));
    expect(result.taken).toMatchObject({
      ...{ packages: 3, alike: 3, hasSet: true, notAsked: [] },
      ...{ notInSet: ['lynx.gone'], onlyInSet: ['axe', 'lynx.new'] },
    });
    expect(result.packages).toMatchObject({ packages: 3, alike: 3 });
    expect(result.problems.join()).toContain('there is no "distros/<distro>/nothing"');
    expect(result.names?.unresolved).toEqual([]);
    const wrong = run(tree, '--settings', join(beside, 'wrong.json'));
    expect(wrong.stderr).toContain('did you mean "layout"?');
    expect(wrong.status).toBe(2);
  });

  it("calls NUR's file with the base", () => {
    const nur = treeOf({
      'default.nix': '{ pkgs ? throw "no pkgs", missing ? null }: { saw = pkgs.hammer; }',
    });
    const base = treeOf({
      'default.nix': 'rec { pkgs = { inherit hammer; }; hammer = 1; lib = { }; }',
    });
    const { result } = check(nur, '--base', base);
    expect(result.differences).toEqual([]);
    expect(result.groups).toMatchObject({ members: 1, expressions: { int: 1 }, notEvaluated: [] });
  });

  it('tells of formals that differ', async () => {
    const { formalDifferences } = await import('./lambda.mjs');
    const position = { line: 1, column: 3 };
    const ours = [
      { name: 'same', position, hasDefault: true },
      { name: 'moved', position, hasDefault: true },
      { name: 'ours', position, hasDefault: false },
    ];
    const theirs = { same: [true, 1, 3], moved: [false, 2, 3], theirs: [false, 1, 1] } as const;
    expect(formalDifferences(ours, '/a.nix', structuredClone(theirs) as never, '/a.nix')).toEqual([
      'we read `moved` with a default, Nix without a',
      'we read `moved` at /a.nix:1:3, Nix at /a.nix:2:3',
      'we read a formal `ours` at 1:3, Nix has none',
      'Nix reads a formal `theirs`, we do not',
    ]);
  });

  it('says so where there is nothing to compare', () => {
    const { status, stderr } = run(treeOf({ 'README.md': '' }));
    expect(stderr).toContain('nothing here could be compared');
    expect(status).toBe(2);
  });

  function run(...args: string[]) {
    return spawnSync(process.execPath, [join(root, 'tools/check-tree.mjs'), ...args], {
      encoding: 'utf8',
      env: { ...process.env, NX_NIX_TEST_NIX: bin },
    });
  }

  function check(...args: string[]) {
    const { status, stdout, stderr } = run(...args, '--json');
    if (stdout === '') throw new Error(stderr);
    return { status, result: JSON.parse(stdout) as TreeResult };
  }
});

type TreeResult = import('./check.mjs', {
  with: { 'resolution-mode': 'import' },
}).TreeResult;

function treeOf(files: Readonly<Record<string, string>>): string {
  const tree = temporaryFolder('tree');
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(tree, file)), { recursive: true });
    writeFileSync(join(tree, file), text);
  }
  return tree;
}
