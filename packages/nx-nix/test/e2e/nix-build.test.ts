import { describeWithNix } from '../../../../tools/testing/find-nix';
import { NixWorkspace, shellPackage } from './nix-build-workspace';
import { envelopeIn } from '../../../../tools/testing/json-output';

/** What a person sees who builds packages, one or several, and who gets a name wrong. */

describeWithNix('nix-build', (nix) => {
  let core: NixWorkspace;
  beforeAll(() => {
    core = new NixWorkspace(nix, {
      '7zip': shellPackage('read text < ${hello}; echo zip of $text > $out', ['hello']),
      hello: shellPackage('echo hello > $out'),
      zlib: `{ system }: derivation {
        name = "zlib"; inherit system; outputs = [ "dev" "out" ];
        builder = "/bin/sh"; args = [ "-c" "echo dev > $dev; echo out > $out" ];
      }\n`,
      absent: '{ system }: null\n',
    });
    core.workspace.write({
      'repos/core/by-name/se/set/packages.nix':
        '{ ... }: {\n  set.inner = { hello }: hello;\n  set."a.b" = { hello }: hello;\n}\n',
    });
  });
  afterAll(() => core.dispose());

  test('a dry run says what would be done, does nothing, and is no hit for a real one', () => {
    const dry = core.build(['--dryRun']);
    expect(dry.status).toBe(0);
    expect(dry.output).toMatch(/hello +would be built/);
    expect(core.hasRecord()).toBe(false);
    expect(core.result('hello')).toBeUndefined();
    expect(core.build(['--dryRun']).isHit).toBe(false);
  });

  test('all packages of the repo are built, linked and recorded', () => {
    const run = core.build();
    expect([run.status, run.isHit]).toEqual([0, false]);
    expect(run.output).toMatch(/^building hello …$/m);
    expect(run.output).toMatch(/^hello +built +\d+\.\d$/m);
    expect(run.output).toMatch(/^absent +nothing to build: not for this system$/m);
    expect(core.content('hello')).toBe('hello');
    expect(core.content('7zip')).toBe('zip of hello');
    expect(core.content('zlib')).toBe('dev');
    expect(core.content('zlib^out')).toBe('out');
    expect(core.result('set.a%2Eb')).toBe(core.result('hello'));
    expect(core.result('7zip')).toBe(core.truth('"7zip"'));
    const record = core.workspace.read('dist/repos/core/nix-build.json');
    expect(record).not.toContain(core.workspace.root);
    expect(JSON.parse(record)).toMatchObject({ system: core.system(), storeDir: core.storeDir });
  });

  test('what is linked is kept from the garbage collector', () => {
    core.ask('nix-store', '--gc');
    expect(core.content('7zip')).toBe('zip of hello');
  });

  test('again: a hit, and what was taken away is brought back', () => {
    core.workspace.remove('dist');
    const run = core.build();
    expect([run.status, run.isHit]).toEqual([0, true]);
    expect(core.content('hello')).toBe('hello');
  });

  test('some packages by attribute path, quoted or not; the links are those of this run', () => {
    const run = core.build(['--packages=7zip,set.inner', '--packages', 'set."a.b"', '--json']);
    expect(run.status).toBe(0);
    const { result } = envelopeIn<{
      packages: { attribute: string; outcome: string }[];
    }>(run.stdout);
    expect(result.packages.map(({ attribute, outcome }) => [attribute, outcome])).toEqual([
      ['"7zip"', 'there already'],
      ['set."a.b"', 'there already'],
      ['set.inner', 'there already'],
    ]);
    expect(core.result('hello')).toBeUndefined();
    expect(core.result('7zip')).toBeDefined();
  });

  test('a package that is not there: what was meant', () => {
    const run = core.build(['--packages=helo,zlib,nonsense']);
    expect(run.status).not.toBe(0);
    expect(run.output).toContain('core has no package helo; did you mean hello?');
    expect(run.output).toMatch(/core has no package nonsense$/m);
  });

  test('settings are handed on to Nix', () => {
    core.write('cores', shellPackage('echo $NIX_BUILD_CORES > $out'));
    const run = core.build(['--packages=cores', '--cores=3', '--nixOptions=log-lines=5']);
    expect(run.status).toBe(0);
    expect(core.content('cores')).toBe('3');
    const wrong = core.build(['--packages=cores', '--nixOptions=log-lines']);
    expect(wrong.status).not.toBe(0);
    expect(wrong.output).toContain('nixOptions: "log-lines" is not name=value');
  });

  test('without emit-registry, a registry that is out of date is refused', () => {
    expect(core.build(['--exclude-task-dependencies']).status).toBe(0);
    core.write('newcomer', shellPackage('echo new > $out'));
    const run = core.build(['--exclude-task-dependencies']);
    expect(run.status).not.toBe(0);
    expect(run.output).toMatch(/the registry is out of date: .*pkgs\.nix.* Run `nx sync`/);
    expect(core.build().status).toBe(0);
    expect(core.content('newcomer')).toBe('new');
    const spoilt = core.build(['--exclude-task-dependencies']);
    expect(spoilt.status).toBe(0);
    core.workspace.write({ 'repos/registry/pkgs.nix': '{ }: final: prev: { }\n' });
    expect(core.build(['--exclude-task-dependencies']).status).not.toBe(0);
  });

  test('without a Nix: what to install', () => {
    const run = core.build([], { NX_NIX_BIN: '', PATH: '/nowhere' });
    expect(run.status).not.toBe(0);
    expect(run.output).toContain('there is no Nix on PATH. Install it');
    const wrong = core.build([], { NX_NIX_BIN: '/nowhere' });
    expect(wrong.output).toContain('NX_NIX_BIN is /nowhere, which has no nix-instantiate');
  });
});
