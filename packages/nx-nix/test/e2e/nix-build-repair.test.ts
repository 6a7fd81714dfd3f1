import { existsSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describeWithNix } from '../../../../tools/testing/find-nix';
import { ISOLATED } from '../../../../tools/testing/workspace';
import { NixWorkspace, shellPackage, type BuildRun } from './nix-build-workspace';

/** A hit never stands for something that is not there. */

describeWithNix('nix-build, with what it built gone', (nix) => {
  let core: NixWorkspace;
  beforeAll(() => {
    core = new NixWorkspace(nix, {
      base: shellPackage('echo base > $out'),
      hello: shellPackage('echo hello from ${base} > $out', ['base']),
    });
    // A package that only builds while a file is there: Nix does not know of it.
    const flag = join(core.workspace.root, '.data-flag');
    core.workspace.write({ '.data-flag': '' });
    core.write('lucky', shellPackage(`test -e ${flag} && echo lucky > $out`));
    const first = build();
    if (first.status !== 0) throw new Error(first.output);
  });
  afterAll(() => core.dispose());

  const build = (): BuildRun => core.build([], ISOLATED);

  const isThere = (): boolean =>
    ['base', 'hello', 'lucky'].every((p) => existsSync(core.result(p)!));

  test('collected by Nix: built again, and the run says why', () => {
    core.workspace.remove('dist/repos/core/result');
    core.ask('nix-store', '--gc');
    const run = build();
    expect([run.status, run.isHit]).toEqual([0, false]);
    expect(run.output).toMatch(/gone from the store since the last build.*: base, hello, lucky$/m);
    expect(isThere()).toBe(true);
    expect(build().isHit).toBe(true);
  });

  test('the whole store deleted, behind the back of a Nix that remembers it', () => {
    core.emptyStore();
    const run = build();
    expect([run.status, run.isHit]).toEqual([0, false]);
    expect(isThere()).toBe(true);
    expect(core.content('hello')).toBe(`hello from ${core.result('base')}`);
  });

  test('one path deleted that another still refers to', () => {
    core.emptyStore(basename(core.result('base')!));
    const run = build();
    expect([run.status, run.isHit]).toEqual([0, false]);
    expect(isThere()).toBe(true);
  });

  test('what a killed build leaves in its place is not taken for it', () => {
    core.workspace.remove('dist/repos/core/result');
    const path = core.truth('hello');
    core.ask('nix-store', '--gc');
    // As a builder has written it so far: there, and unknown to Nix.
    writeFileSync(path, 'half');
    const run = build();
    expect([run.status, run.isHit]).toEqual([0, false]);
    expect(core.content('hello')).toBe(`hello from ${core.result('base')}`);
  });

  test('a hit from elsewhere, with nothing of it here: repaired after the run', () => {
    core.workspace.remove('dist');
    core.ask('nix-store', '--gc');
    const run = build();
    expect([run.status, run.isHit]).toEqual([0, true]);
    expect(run.output).toMatch(/core:nix-build was a hit, but 3 of its store paths are not in/);
    expect(isThere()).toBe(true);
    // Held from now on, as what was built here is.
    core.ask('nix-store', '--gc');
    expect(isThere()).toBe(true);
  });

  test('a hit that cannot be repaired fails', () => {
    core.workspace.remove('dist').remove('.data-flag');
    core.ask('nix-store', '--gc');
    const run = build();
    expect(run.status).not.toBe(0);
    expect(run.output).toContain('what the cache says was built is not there');
  });
});
