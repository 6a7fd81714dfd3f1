import { chmodSync, mkdirSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeWithNix } from '../../../../tools/testing/find-nix';
import { ISOLATED } from '../../../../tools/testing/workspace';
import { NixWorkspace, shellPackage } from './nix-build-workspace';

/**
 * After any edit, what is linked is what Nix finds when it is asked without Nx and its cache, for
 * what is on the disk: committed or not, seen by Nx or not.
 */

describeWithNix('nix-build, cached', (nix) => {
  describe.each([{ daemon: false }, { daemon: true }])('(daemon: $daemon)', (options) => {
    let core: NixWorkspace;
    let hello: string;
    const isolated = options.daemon ? {} : ISOLATED;
    beforeAll(() => {
      core = new NixWorkspace(
        nix,
        {
          hello: shellPackage('echo ${./.} > $out'),
          behind: shellPackage('echo ${builtins.readFile ./data/text} > $out'),
        },
        options,
      );
      core.workspace.write({
        '.gitignore': `${core.workspace.read('.gitignore')}*.ignored\n`,
        'repos/core/shared/text': 'one',
      });
      hello = join(core.workspace.root, core.folder('hello'));
      symlinkSync('../../../shared', join(core.workspace.root, core.folder('behind'), 'data'));
      core.workspace.commit();
      const first = core.build();
      expect([first.status, first.output]).toEqual([0, first.output]);
    });
    afterAll(() => core.dispose());

    const edits: Readonly<Record<string, () => void>> = {
      'an uncommitted edit': () => core.write('hello', shellPackage('echo edited ${./.} > $out')),
      'a mode bit': () => chmodSync(join(hello, 'package.nix'), 0o755),
      'a link': () => symlinkSync('package.nix', join(hello, 'link')),
      'a link that leads elsewhere': () => {
        unlinkSync(join(hello, 'link'));
        symlinkSync('other', join(hello, 'link'));
      },
      'an ignored file': () => writeFileSync(join(hello, 'x.ignored'), '1'),
      'an edit of an ignored file': () => writeFileSync(join(hello, 'x.ignored'), '2'),
      'an empty folder': () => mkdirSync(join(hello, 'empty')),
      'a file behind a link to a folder': () =>
        core.workspace.write({ 'repos/core/shared/text': 'two' }),
      'a link to a folder that leads elsewhere': () => {
        core.workspace.write({ 'repos/core/elsewhere/text': 'three' });
        const link = join(core.workspace.root, core.folder('behind'), 'data');
        unlinkSync(link);
        symlinkSync('../../../elsewhere', link);
      },
      "the workspace's lib": () =>
        core.workspace.write({
          'repos/lib/default.nix': `${core.workspace.read('repos/lib/default.nix')}# lib\n`,
        }),
    };
    const some = options.daemon ? ['an uncommitted edit', 'an edit of an ignored file'] : undefined;

    test.each(some ?? Object.keys(edits))('%s', (name) => {
      edits[name]!();
      const run = core.build([], /ignored|behind/.test(name) ? isolated : {});
      expect([run.status, run.isHit]).toEqual([0, false]);
      expect(core.result('hello')).toBe(core.truth('hello'));
      expect(core.result('behind')).toBe(core.truth('behind'));
    });

    test('what lies beside the repos cannot be read, as no task has it as an input', () => {
      core.workspace.write({ 'repos/notes/text': 'no repo' });
      core.write('nosy', shellPackage('echo ${builtins.readFile ../../../../notes/text} > $out'));
      const run = core.build(['--packages=nosy']);
      expect(run.status).not.toBe(0);
      expect(run.output).toMatch(/error: access to .* is forbidden in restricted mode/);
      core.workspace.remove(core.folder('nosy'));
      expect(core.build().status).toBe(0);
    });

    test('no edit: a hit', () => {
      const run = core.build([], isolated);
      expect([run.status, run.isHit]).toEqual([0, true]);
    });

    test('an edit that fails, taken back: a hit that leads where it did', () => {
      const good = core.result('hello');
      const text = core.workspace.read(`${core.folder('hello')}/package.nix`);
      core.write('hello', shellPackage('echo no; exit 1'));
      expect(core.build(['--keepGoing']).status).not.toBe(0);
      expect(core.result('hello')).toBeUndefined();
      core.write('hello', text);
      chmodSync(join(hello, 'package.nix'), options.daemon ? 0o644 : 0o755);
      const run = core.build();
      expect([run.status, run.isHit]).toEqual([0, true]);
      expect(core.result('hello')).toBe(good);
    });

    test('what reads the clock: never a hit', () => {
      core.write('timed', shellPackage('echo ${toString builtins.currentTime} > $out'));
      const first = core.build();
      expect([first.status, first.isHit]).toEqual([0, false]);
      expect(first.output).toMatch(
        /read in repos\/core\/\S+\/package\.nix:\d+:\d+: what is built now/,
      );
      const made = core.result('timed');
      const again = core.build();
      expect([again.status, again.isHit]).toEqual([0, false]);
      expect(core.result('timed')).not.toBe(made);
      core.workspace.remove(core.folder('timed'));
      // The first has the clock's record before it, and the second an empty folder more than ever.
      expect([core.build().isHit, core.build().isHit, core.build().isHit]).toEqual([
        ...[false, false, true],
      ]);
    });

    test('what imports from a derivation: refused, until the registry allows it', () => {
      const made =
        'import (derivation { name = "made"; system = builtins.currentSystem; builder = "/bin/sh"; args = [ "-c" "echo 7 > $out" ]; })';
      core.write('built', shellPackage(`echo \${toString (${made})} > $out`));
      const refused = core.build(['--packages=built']);
      expect(refused.status).not.toBe(0);
      expect(refused.output).toContain(
        'write "importFromDerivation": true in repos/registry/nix-repo.json',
      );
      const config = core.workspace.read('repos/registry/nix-repo.json');
      const allowing = { ...(JSON.parse(config) as object), importFromDerivation: true };
      core.workspace.write({ 'repos/registry/nix-repo.json': JSON.stringify(allowing) });
      expect(core.build(['--packages=built']).status).toBe(0);
      core.workspace.write({ 'repos/registry/nix-repo.json': config });
      expect(core.build(['--packages=built']).status).not.toBe(0);
      core.workspace.remove(core.folder('built'));
    });
  });
});
