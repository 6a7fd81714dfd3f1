import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describeWithNix, type NixForTests } from '../../../../tools/testing/find-nix';
import { temporaryFolder } from '../../../../tools/testing/temporary-folder';
import type { NxRun } from '../../../../tools/testing/workspace';
import { SMALL_BASE, writeFiles } from '../base/small-base';
import { NixWorkspace } from './nix-build-workspace';
import { tasksOf } from './small-workspace';

/** A workspace whose registry stands on a base beside its repos. */
class BasedNixWorkspace extends NixWorkspace {
  constructor(nix: NixForTests, packages: Readonly<Record<string, string>>) {
    super(nix, packages);
    this.base({});
    this.workspace.write({
      'repos/registry/nix-repo.json':
        '{ "kind": "registry", "base": "../../base", "systems": ["x86_64-linux"] }\n',
    });
    this.workspace.commit();
  }

  base(files: Readonly<Record<string, string>>): this {
    writeFiles(`${this.workspace.root}/base`, { ...SMALL_BASE, ...files });
    return this;
  }

  nx(...args: readonly string[]): NxRun {
    return this.workspace.nx(args, this.env);
  }

  /** Of a machine without a Nix. */
  withoutNix(...args: readonly string[]): NxRun {
    return this.workspace.nx(args, { ...this.env, NX_NIX_BIN: '', PATH: nodeAndGit() });
  }
}

/** Nix is on none of these folders. */
function nodeAndGit(): string {
  return [process.execPath.replace(/\/[^/]*$/, ''), '/usr/bin', '/bin'].join(':');
}

/** A package of the base's name, and one that leans on what the base makes of it. */
const PACKAGES = {
  gnumake:
    '{ }: derivation { name = "gnumake"; system = "x86_64-linux"; builder = "/bin/sh"; args = [ "-c" "echo moved > $out" ]; }\n',
  hello:
    '{ tree, gnumake }: derivation { name = "hello"; system = "x86_64-linux"; builder = "/bin/sh"; args = [ "-c" "echo hello > $out" ]; inherit gnumake; tree = tree.name; }\n',
};

describeWithNix('a registry on a base', (nix) => {
  let here: BasedNixWorkspace;
  afterEach(() => here.dispose());

  test('what is known of the base is written once, and needs no Nix then', () => {
    here = new BasedNixWorkspace(nix, PACKAGES);
    const first = here.nx('run', 'registry:emit-registry');
    expect(first.output).toContain('2 packages of 1 repo');
    const facts = JSON.parse(here.workspace.read('repos/registry/base.json')) as {
      readonly through: unknown;
    };
    expect(facts.through).toEqual([{ path: ['tree'], reaches: [['gnumake']] }]);
    const again = here.nx('run', 'registry:emit-registry');
    expect(tasksOf(again.output)['registry:emit-registry']).toBe('hit');

    expect(here.withoutNix('sync:check').output).toContain('up to date');
    for (const task of ['core:check', 'registry:emit-registry']) {
      const { status, output } = here.withoutNix('run', task, '--skip-nx-cache');
      expect({ status, output }).toMatchObject({ status: 0 });
    }
  });

  test('a base that changed is asked again, also where Nx does not see it', () => {
    here = new BasedNixWorkspace(nix, PACKAGES);
    here.workspace.write({ '.gitignore': 'base\nnode_modules\n.nx\n.cache\n.data\ndist\n' });
    here.nx('run', 'registry:emit-registry');
    here.workspace.commit();
    const before = here.workspace.read('repos/registry/base.json');
    const changed = SMALL_BASE['packages.nix']!.replace('make = final.gnumake;', '');
    here.base({ 'packages.nix': changed });

    const check = here.nx('sync:check');
    expect(check.status).not.toBe(0);
    expect(check.output).toContain('error[stale-base]');
    expect(here.workspace.read('repos/registry/base.json')).toBe(before);

    expect(tasksOf(here.nx('run', 'registry:emit-registry').output)['registry:emit-registry']).toBe(
      'run',
    );
    expect(here.workspace.read('repos/registry/base.json')).toContain(
      '{"path":["tree"],"reaches":[]}',
    );
  });

  test('where anything is wrong, nothing is written', () => {
    here = new BasedNixWorkspace(nix, PACKAGES);
    here.base({ 'default.nix': '{ ... }: throw "not today"\n' });
    const refused = here.nx('run', 'registry:emit-registry');
    expect(refused.status).not.toBe(0);
    expect(refused.output).toContain('repos/registry/nix-repo.json:1:31: error[base-refuses]');
    expect(refused.output).toContain('not today');
    // Half of what the repos ask for is the base's.
    expect(refused.output).not.toContain('unknown-name');
    expect(here.workspace.has('repos/registry/base.json')).toBe(false);

    here.base({});
    here.write('saw', '{ gone }: gone\n');
    const thrown = here.nx('run', 'registry:emit-registry');
    expect(thrown.output).toContain('by-name/sa/saw/package.nix:1:3: error[base-name-throws]');
    expect(here.workspace.has('repos/registry/base.json')).toBe(false);
  });

  test('what needs no base is told without asking it', () => {
    here = new BasedNixWorkspace(nix, PACKAGES);
    here.workspace.write({
      'repos/core/nix-repo.json': '{ "kind": "core", "scopes": ["rustPackages"] }\n',
    });
    for (const command of [['run', 'registry:emit-registry'], ['sync']]) {
      const { status, output } = here.withoutNix(...command);
      expect({ status, output }).toMatchObject({
        status: 1,
        output: expect.stringMatching(/error\[unknown-scope\][^]*The base was not asked/),
      });
      expect(output).toContain('1 problem.');
    }
    const json = here.withoutNix('run', 'registry:emit-registry', '--json').stdout;
    expect(json).toContain('"base":"not asked"');
    // A check has no facts, and tells what is wrong with whatever facts there may be.
    expect(here.withoutNix('run', 'core:check').output).toContain('error[unknown-scope]');
  });

  test('a flake reference is locked, and evaluated as it is locked', () => {
    here = new BasedNixWorkspace(nix, {});
    const { root } = here.workspace;
    const base = temporaryFolder('flake-base');
    const commit = (message: string, files: Readonly<Record<string, string>>): void => {
      writeFiles(base, files);
      for (const args of [
        ['init', '-q'],
        ['add', '-A'],
        ['commit', '-q', '-m', message],
      ]) {
        const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.org'];
        execFileSync('git', [...identity, ...args], { cwd: base });
      }
    };
    commit('first', { ...SMALL_BASE, 'flake.nix': '{ outputs = _: { }; }\n' });
    here.workspace.write({
      'repos/registry/nix-repo.json': `{ "kind": "registry", "base": "git+file://${base}", "systems": ["x86_64-linux"] }\n`,
    });
    const tree =
      '{ stdenv }: derivation { name = "tree"; system = "x86_64-linux"; builder = "/bin/sh"; inherit stdenv; }\n';
    here.write('tree', tree);
    const same = here.nx('compare', 'registry', '--packages', 'tree,zlib');
    expect(same.output).toContain('2 same');
    const locked = here.workspace.read('repos/registry/base.json');

    const changed = SMALL_BASE['packages.nix']!.replace('name = "zlib"', 'name = "zlib-2"');
    commit('second', { 'packages.nix': changed });
    expect(here.nx('compare', 'registry', '--packages', 'tree,zlib').output).toContain('2 same');
    expect(here.workspace.read('repos/registry/base.json')).toBe(locked);
    expect(here.nx('run', 'core:nix-build', '--dryRun').output).toMatch(/tree +would be built/);
    rmSync(join(root, 'repos/registry/base.json'));
    const now = here.nx('compare', 'registry', '--against', base, '--packages', 'tree,zlib');
    expect(now.output).toContain('2 same');
    expect(here.workspace.read('repos/registry/base.json')).not.toBe(locked);
    rmSync(base, { recursive: true });
  });

  test('another registry, with the repos beside it', () => {
    here = new BasedNixWorkspace(nix, {});
    here.workspace.copy('repos', 'other/repos').copy('repos/core/by-name', 'repos/core/by-name');
    here.workspace.remove('repos/core/by-name/he');
    here.workspace.write({
      'repos/registry/nix-repo.json':
        '{ "kind": "registry", "base": "../../other/repos/registry", "systems": ["x86_64-linux"] }\n',
    });
    const compared = here.nx('compare', 'registry', '--packages', 'zlib,hello,nix,phase1.stdenv');
    expect(compared.output).toContain('4 same');
  });

  test('packages are built on it, and again when it changes', () => {
    here = new BasedNixWorkspace(nix, PACKAGES);
    const built = here.build();
    expect(built.output).toContain('hello');
    expect(built.status).toBe(0);
    expect(here.content('hello')).toBe('hello');
    expect(here.build().isHit).toBe(true);
    here.base({ 'README.md': 'changed\n' });
    expect(here.build().isHit).toBe(false);
  });
});
