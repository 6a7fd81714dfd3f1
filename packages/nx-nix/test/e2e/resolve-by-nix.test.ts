import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeWithNix } from '../../../../tools/testing/find-nix';
import { ISOLATED, type NxRun } from '../../../../tools/testing/workspace';
import { NixWorkspace } from './nix-build-workspace';
import { tasksOf } from './small-workspace';
import { envelopeIn } from '../../../../tools/testing/json-output';

/** `resolve` that asks Nix: what it says, and that it is never a hit where Nix might say otherwise. */

const HELLO = '{ system, zlib ? null }:\nsystem\n';

const DIFFERENCES = `repos/core/by-name/he/hello/package.nix:1:1: \`hello\` is read otherwise than Nix reads it
  where its lambda begins
    its text: is repos/core/by-name/he/hello/package.nix:1:1
    Nix X: is repos/core/default.nix:3:11
  the formal \`zlib\`
    its text: is with a default, at 1:11
    Nix X: is without a default, at 3:21
repos/core/default.nix:4:10: \`more\` is read otherwise than Nix reads it
  the package
    its text: is not there
    Nix X: is a lambda
`;

/** What became of `core:resolve` in a run of it alone. */
function taskOf(run: NxRun): string | undefined {
  return run.status === 0 ? tasksOf(run.output)['core:resolve'] : 'failed';
}

describeWithNix('resolve --verify', (nix) => {
  let it_: NixWorkspace;
  beforeAll(() => {
    it_ = new NixWorkspace(nix, { hello: HELLO });
    it_.workspace.write({ '.gitignore': `*.log\n${it_.workspace.read('.gitignore')}` });
  });
  afterAll(() => it_.dispose());

  function resolve(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const run = it_.workspace.nx(['run', 'core:resolve', ...args], { ...it_.env, ...env });
    return { ...run, task: taskOf(run) };
  }

  test('says that both agree, and is a hit then', () => {
    const first = resolve(['--verify']);
    expect(first.output).toMatch(/core: Nix \S+ says the same of 1 package$/m);
    expect([first.status, first.task]).toEqual([0, 'run']);
    expect(resolve(['--verify'], ISOLATED).task).toBe('hit');
  });

  test('an edit of lib, seen by Nx or not: Nix is asked again; who asks nobody has a hit', () => {
    expect(resolve([]).task).toBe('run');
    for (const file of ['trivial.nix', 'ignored.log']) {
      const path = `repos/lib/${file}`;
      const was = it_.workspace.has(path) ? it_.workspace.read(path) : '';
      it_.workspace.write({ [path]: `${was}# edited\n` });
      expect([file, resolve(['--verify'], ISOLATED).task]).toEqual([file, 'run']);
    }
    expect(resolve(['--verify']).task).toBe('hit');
    expect(resolve([]).task).toBe('hit');
  });

  test('another Nix is asked again, and none says so; without asking it is a hit all the same', () => {
    expect(resolve(['--verify'], { NX_NIX_BIN: ofVersion('2.99.0') }).output).toContain(
      'core: Nix 2.99.0 says the same of 1 package',
    );
    const none = resolve(['--verify'], { NX_NIX_BIN: 'nowhere' });
    expect(none.output).toContain('NX_NIX_BIN is nowhere, which has no nix-instantiate');
    expect(none.task).toBe('failed');
    expect(resolve([], { NX_NIX_BIN: 'nowhere' }).task).toBe('hit');
  });

  test('a difference fails, with what each says, and never is a hit', () => {
    const lambdas = it_.workspace.read('repos/core/default.nix');
    it_.workspace.write({
      'repos/core/default.nix':
        '{ lib }:\n{\n  hello = { system, zlib }: system;\n  more = { ... }: 1;\n}\n',
    });
    const run = resolve(['--verify']);
    expect(run.task).toBe('failed');
    // As wide as the version of the Nix is long; Nx may drop empty lines.
    const said = run.output.replace(/^( +)(its text|Nix [\d.]+): +/gm, '$1$2: ');
    expect(said.replace(/Nix [\d.]+/g, 'Nix X').replace(/\n+/g, '\n')).toContain(DIFFERENCES);
    expect(run.output).toMatch(/core: Nix \S+ and the text differ on 2 packages/);
    const { stdout, task } = resolve(['--verify', '--json']);
    expect(task).toBe('failed');
    const { result } = envelopeIn<{ verify: { differences: { package: string }[] } }>(stdout);
    expect(result.verify.differences.map((difference) => difference.package)).toEqual([
      'hello',
      'more',
    ]);
    it_.workspace.write({ 'repos/core/default.nix': lambdas });
  });

  test('what Nix does not evaluate fails, with a sentence', () => {
    it_.write('thrown', 'throw "not today"\n');
    const run = resolve(['--verify']);
    expect(run.status).not.toBe(0);
    expect(run.output).toMatch(
      /error\[nix-refuses\].*: Nix \S+ does not evaluate `thrown`: not today/,
    );
    expect(run.output).toMatch(
      /core: Nix \S+ does not evaluate 1 package, so nobody has confirmed how that was read, and this run fails/,
    );
    it_.workspace.remove(it_.folder('thrown'));
  });

  /** A Nix that calls itself by another version. */
  function ofVersion(version: string): string {
    const bin = join(it_.workspace.root, '.data-nix');
    mkdirSync(bin, { recursive: true });
    const real = it_.ask('nix-instantiate', '--eval', '--expr', 'builtins.nixVersion').slice(1, -1);
    for (const [program, rest] of [
      ['nix-instantiate', ` | sed 's/${real.replaceAll('.', '\\.')}/${version}/'`],
      ['nix-store', ''],
    ]) {
      writeFileSync(join(bin, program!), `#!/bin/sh\n"${nix.bin}/${program}" "$@"${rest}\n`);
      chmodSync(join(bin, program!), 0o755);
    }
    return bin;
  }
});

describeWithNix('resolve --locator=nix, as configured', (nix) => {
  let it_: NixWorkspace;
  beforeAll(() => {
    it_ = new NixWorkspace(nix, { hello: HELLO });
    it_.workspace.write({
      'repos/core/by-name/op/opaque/packages.nix':
        '{ lib, ... }: lib.genAttrs [ "x" "y" ] (name: { hello, z ? null }: name)\n',
      'repos/registry/nix-repo.json': JSON.stringify({
        ...(JSON.parse(it_.workspace.read('repos/registry/nix-repo.json')) as object),
        grants: { core: { targets: ['resolve'] } },
      }),
    });
  });
  afterAll(() => it_.dispose());

  const byNix = JSON.stringify({ targets: { resolve: { options: { locator: 'nix' } } } });

  function nx(...args: readonly string[]) {
    const run = it_.workspace.nx(args, it_.env);
    return { ...run, tasks: tasksOf(run.output) };
  }

  test('in project.json: Nix names the members, the registry is written and in sync', () => {
    it_.workspace.write({ 'repos/core/project.json': byNix });
    const first = nx('run', 'registry:emit-registry');
    expect([first.status, first.tasks['core:resolve']]).toEqual([0, 'run']);
    const registry = it_.workspace.read('repos/registry/pkgs.nix');
    expect(registry).toContain('x = call repos.core.x { inherit (args) hello; };');
    expect(registry).toContain('y = call repos.core.y { inherit (args) hello; };');
    expect(nx('run', 'registry:emit-registry').tasks['core:resolve']).toBe('hit');
    expect(nx('sync:check').status).toBe(0);
    it_.workspace.write({
      'repos/lib/trivial.nix': `${it_.workspace.read('repos/lib/trivial.nix')}# edited\n`,
    });
    const edited = nx('run', 'registry:emit-registry').tasks;
    expect([edited['core:resolve'], edited['registry:emit-registry']]).toEqual(['run', 'hit']);
    it_.workspace.remove('repos/core/project.json');
  });

  test('where the plugin does not look: refused, as the hash does not know of it', () => {
    const plugin = `exports.createNodes = ['repos/*/nix-repo.json', (files) => files
      .filter((file) => file.includes('/core/'))
      .map((file) => [file, { projects: { 'repos/core': ${byNix} } }])];\n`;
    const nxJson = it_.workspace.read('nx.json');
    it_.workspace.write({
      'other-plugin.cjs': plugin,
      'nx.json': nxJson.replace('["nx-nix"]', '["nx-nix","./other-plugin.cjs"]'),
    });
    const run = nx('run', 'core:resolve');
    expect(run.status).not.toBe(0);
    expect(run.output).toContain(
      'core:resolve is to ask Nix, but the option that says so stands where nx-nix does not look',
    );
    it_.workspace.write({ 'nx.json': nxJson });
  });
});

describeWithNix('resolve --verify with the daemon', (nix) => {
  let it_: NixWorkspace;
  beforeAll(() => (it_ = new NixWorkspace(nix, { hello: HELLO }, { daemon: true })));
  afterAll(() => it_.dispose());

  test('a hit, and none after an edit of lib or where there is no Nix', () => {
    const verify = (env: Readonly<Record<string, string>> = {}): string | undefined =>
      taskOf(it_.workspace.nx(['run', 'core:resolve', '--verify'], { ...it_.env, ...env }));
    expect(verify()).toBe('run');
    const path = 'repos/lib/trivial.nix';
    it_.workspace.write({ [path]: `${it_.workspace.read(path)}# edited\n` });
    expect(verify()).toBe('run');
    expect(verify({ NX_NIX_BIN: 'nowhere' })).toBe('failed');
    expect(verify()).toBe('hit');
  });
});
