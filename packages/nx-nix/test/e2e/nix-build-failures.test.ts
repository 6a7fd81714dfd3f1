import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describeWithNix } from '../../../../tools/testing/find-nix';
import { temporaryFolder } from '../../../../tools/testing/temporary-folder';
import { NixWorkspace, shellPackage } from './nix-build-workspace';

/** What a person sees when builds go wrong, and that the next run is right. */

const isRoot = process.getuid?.() === 0;

describeWithNix('nix-build, when a package fails', (nix) => {
  let core: NixWorkspace;
  beforeAll(() => {
    core = new NixWorkspace(nix, {
      bad: shellPackage('i=0; while [ $i -lt 30 ]; do i=$((i+1)); echo line $i; done; exit 3'),
      good: shellPackage('echo good > $out'),
      needsbad: shellPackage('echo ${bad} > $out', ['bad']),
      syntax: '{ system }: builtins.throw "cannot be ${system}"\n',
    });
  });
  afterAll(() => core.dispose());

  test('one that does not evaluate: Nix says why, and nothing is built', () => {
    const run = core.build();
    expect(run.status).not.toBe(0);
    expect(run.output).toMatch(/syntax does not evaluate:\n[^]*error: cannot be /);
    expect(run.output).toMatch(/^good +not built: stopped, as syntax failed/m);
    expect(run.output).not.toContain('«string»');
  });

  test('with keepGoing, all that can be built is', () => {
    const run = core.build(['--keepGoing']);
    expect(run.status).not.toBe(0);
    expect(run.output).toMatch(/^bad failed: exit code 3\. The end of its log:$/m);
    expect(run.output).toMatch(/^ {2}line 30$/m);
    expect(run.output).not.toMatch(/line 10$/m);
    expect(run.output).toMatch(/^good +built +\d/m);
    expect(run.output).toMatch(/^needsbad +not built: bad failed$/m);
    expect(run.output).toMatch(/^syntax +does not evaluate$/m);
    expect(core.content('good')).toBe('good');
    expect(core.hasRecord()).toBe(false);
    const [, command] = /The whole log: (.*)$/m.exec(run.output)!;
    const log = spawnSync('/bin/sh', ['-c', command!], { env: { ...process.env, ...core.env } });
    expect(log.stdout.toString()).toContain('line 1\n');
  });

  test('a failure is no hit', () => {
    expect(core.build(['--packages=bad']).status).not.toBe(0);
    expect(core.build(['--packages=bad']).isHit).toBe(false);
  });

  test('one that hangs, with a timeout', () => {
    core.write('hang', shellPackage('echo so far; /bin/sleep 60; echo > $out'));
    const run = core.build(['--packages=hang', '--timeout=1']);
    expect(run.status).not.toBe(0);
    expect(run.output).toMatch(/^hang failed: timed out after 1 second\. The end of its log:$/m);
    expect(run.output).toMatch(/^ {2}so far$/m);
  });
});

describeWithNix('nix-build, interrupted', (nix) => {
  let core: NixWorkspace;
  // A number that no other process on this machine sleeps for.
  const seconds = 100_000 + process.pid;
  const running = (): boolean =>
    spawnSync('/bin/sh', ['-c', `ps -eo args | grep -v grep | grep -q 'sleep ${seconds}'`])
      .status === 0;
  const until = async (wanted: boolean): Promise<void> => {
    for (let i = 0; i < 300 && running() !== wanted; i++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(running()).toBe(wanted);
  };
  beforeAll(() => {
    core = new NixWorkspace(nix, {
      // Goes on, as builders do, when the program that it called is killed.
      slow: shellPackage(`echo begun > $out; /bin/sleep ${seconds}; echo cut >> $out`),
    });
  });
  afterAll(() => core.dispose());

  test.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)(
    "%s ends Nix's processes, and nothing half is taken for built",
    async (signal) => {
      const nx = core.start([]);
      const ended = new Promise((resolve) => nx.on('exit', resolve));
      await until(true);
      nx.kill(signal);
      await ended;
      await until(false);
      const path = core.truth('slow');
      expect(() => core.ask('nix-store', '--check-validity', path)).toThrow();
      expect(core.result('slow')).toBeUndefined();
    },
  );

  test('the next run is right', () => {
    core.write('slow', shellPackage('echo whole > $out'));
    expect(core.build().status).toBe(0);
    expect(core.content('slow')).toBe('whole');
  });
});

describeWithNix('nix-build, where the store cannot be written to', (nix) => {
  test('no right to: who, and where', () => {
    const core = new NixWorkspace(nix, { hello: shellPackage('echo hello > $out') });
    try {
      expect(core.build(['--packages=hello']).status).toBe(0);
      core.write('hello', shellPackage('echo hello again > $out'));
      const bin = join(core.workspace.root, 'bin');
      mkdirSync(bin);
      for (const program of ['nix-instantiate', 'nix-store']) {
        // Root may write anywhere, so that Nix has to be somebody else.
        const other = isRoot ? 'setpriv --reuid 65534 --regid 65534 --clear-groups ' : '';
        core.workspace.write({
          [`bin/${program}`]: `#!/bin/sh\nexec ${other}${join(nix.bin, program)} "$@"\n`,
        });
        chmodSync(join(bin, program), 0o755);
      }
      if (!isRoot) chmodSync(core.storeDir, 0o555);
      const run = core.build([], { NX_NIX_BIN: bin });
      expect(run.status).not.toBe(0);
      expect(run.output).toMatch(/you may not write to|daemon does not answer/);
    } finally {
      if (!isRoot) chmodSync(core.storeDir, 0o755);
      core.dispose();
    }
  });

  const small = temporaryFolder('small');
  const mount = ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', small];
  const isMounted = isRoot && spawnSync('mount', mount).status === 0;
  afterAll(() => {
    if (isMounted) spawnSync('umount', ['-l', small]);
  });
  const why = isMounted ? '' : ' (skipped: a small file system cannot be mounted here)';
  (isMounted ? test : test.skip)(
    `a full disk: what is full, and the next run is right${why}`,
    () => {
      const env = { NIX_STORE_DIR: join(small, 'store'), NIX_STATE_DIR: join(small, 'var') };
      const core = new NixWorkspace(
        { bin: nix.bin, env: { ...nix.env, ...env, NX_NIX_STORE_ROOT: small } },
        { big: shellPackage('/usr/bin/head -c 40000000 /dev/zero > $out') },
      );
      try {
        const run = core.build();
        expect(run.status).not.toBe(0);
        expect(run.output).toContain('The disk is full. Nix needs room in');
        expect(core.hasRecord()).toBe(false);
        core.write('big', shellPackage('echo small > $out'));
        // As the message says: what the failed build left is in the way.
        core.ask('nix-store', '--gc');
        expect(core.build().status).toBe(0);
        expect(core.content('big')).toBe('small');
        expect(existsSync(core.result('big')!)).toBe(true);
      } finally {
        core.dispose();
      }
    },
  );
});
