import { execFileSync } from 'node:child_process';
import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { baseJson, problemText } from '@nx-nix/resolver';
import { describeWithNix } from '../../../../tools/testing/find-nix';
import { registryAccess } from '../../src/base/registry-access';
import { askNix } from '../../src/nix/run-nix';
import { BasedWorkspace } from './based-workspace';
import { writeFiles } from './small-base';

const LIB = join(__dirname, '../../../../repos/lib');
/** The names of a locked base, fetched as the registry fetches it. */
const FETCH = `{ lib, locked }:
let source = (import lib).lockedSource (builtins.fromJSON locked); in
import source.outPath { system = "x86_64-linux"; } ? zlib`;

describeWithNix('where the base is', (nix) => {
  const HELLO = { hello: '{ zlib }: 1' };
  const said = async (workspace: BasedWorkspace): Promise<readonly string[]> => {
    const { facts, problems } = await workspace.complete();
    expect(facts).toBeUndefined();
    return problems.map((problem) => problemText(problem));
  };

  describe('a path', () => {
    test('from the registry, or absolute, or through a link', async () => {
      const workspace = new BasedWorkspace(nix, HELLO);
      const { fingerprint } = await workspace.facts();
      symlinkSync(workspace.base, join(workspace.root, 'linked'));
      for (const base of [workspace.base, '../../linked', '../../../workspace/linked/.']) {
        expect((await workspace.registry({ base }).facts()).fingerprint).toBe(fingerprint);
      }
    });

    test.each([
      ['../../../nowhere', 'there is no such folder'],
      ['../core', 'it has no default.nix'],
      ['../..', 'the registry itself lies in it'],
    ])('%s', async (base, why) => {
      const workspace = new BasedWorkspace(nix, HELLO).registry({ base });
      writeFiles(workspace.root, { 'default.nix': '{ ... }: { }' });
      expect(await said(workspace)).toEqual([
        `repos/registry/nix-repo.json:1:27: error[base-refuses]: the base \`${base}\` is of no use: ${why}\n` +
          '  hint: mend the base, or name another one',
      ]);
    });
  });

  describe('a flake reference', () => {
    const flake = (): BasedWorkspace => {
      const workspace = new BasedWorkspace(
        nix,
        HELLO,
        {},
        { 'flake.nix': '{ outputs = _: { }; }' },
      );
      git(workspace, 'init', '-q', '-b', 'main');
      commit(workspace);
      return workspace;
    };
    const references: readonly (readonly [string, (folder: string) => string])[] = [
      ['path:', (folder) => `path:${folder}`],
      ['a relative path:', () => 'path:../../../base'],
      ['git+file:', (folder) => `git+file://${folder}`],
    ];

    test.each(references)('%s is locked, and stays so', async (_, reference) => {
      const workspace = flake();
      workspace.registry({ base: reference(workspace.base) });
      const facts = await workspace.facts();
      expect(facts.fingerprint).toMatch(/^sha256-/);
      expect(facts.locked).toMatchObject({ narHash: facts.fingerprint });
      expect(facts.sets[0]!.names).toContain('zlib');

      workspace.changeBase();
      commit(workspace);
      workspace.asked = 0;
      expect(await workspace.facts(facts)).toEqual(facts);
      expect(workspace.asked).toBe(0);
      // Asked about something new, it is the locked one that is asked, or none.
      writeFiles(workspace.base, { 'default.nix': '{ ... }: throw "not this one"' });
      workspace.packages({ saw: '{ tree }: 1' });
      const { facts: more, problems } = await workspace.complete(facts);
      if (more) expect(more.locked).toEqual(facts.locked);
      else expect(problemText(problems[0]!)).toContain('take `base.json` away');
      if (facts.locked!['type'] === 'git') expect(more).toBeDefined();
    });

    test('another reference is locked anew', async () => {
      const workspace = flake().registry({ base: 'path:../../../base' });
      const facts = await workspace.facts();
      workspace.changeBase().registry({ base: `path:${workspace.base}` });
      expect((await workspace.facts(facts)).fingerprint).not.toBe(facts.fingerprint);
    });

    test('changes that are not committed cannot be locked', async () => {
      const workspace = flake();
      workspace.registry({ base: `git+file://${workspace.base}` });
      git(workspace, 'rm', '-q', '--cached', 'lib.nix');
      expect((await said(workspace)).join()).toContain('changes that are not committed');
    });

    test('what is no flake, in the words of Nix', async () => {
      const workspace = flake().registry({ base: 'path:../../../base' });
      rmSync(join(workspace.base, 'flake.nix'));
      expect((await said(workspace)).join()).toMatch(/flake\.nix.*\n {2}hint: [^]*Nix's own words/);
    });

    test.each(references)(
      '%s: Nix fetches it in restricted mode, and nothing else',
      async (_, reference) => {
        const workspace = flake();
        workspace.registry({ base: reference(workspace.base) });
        const facts = await workspace.facts();
        writeFiles(workspace.root, { 'repos/registry/base.json': baseJson(facts) });
        const fetched = async (locked: unknown): Promise<string> => {
          const { folders, ...access } = registryAccess(workspace.root, 'repos/registry');
          const ran = await askNix({
            ...{ nix: { bin: nix.bin, isOnPath: false }, program: 'nix-instantiate' },
            access: { kind: 'set', ...access, folders: [...folders, LIB] },
            args: [
              ...['--eval', '--strict', '--json', '--read-write-mode', '--expr', FETCH],
              ...['--argstr', 'lib', LIB, '--argstr', 'locked', JSON.stringify(locked)],
            ],
          });
          return ran.status === 0 ? ran.stdout : ran.stderr;
        };
        expect(await fetched(facts.locked)).toBe('true');
        const elsewhere = {
          type: 'git',
          url: 'https://forge.example/base.git',
          rev: '0'.repeat(40),
        };
        expect(await fetched(elsewhere)).toContain('restricted mode');
      },
    );
  });

  function git({ base }: BasedWorkspace, ...args: readonly string[]): void {
    const identity = ['-c', 'user.name=test', '-c', 'user.email=test@localhost'];
    execFileSync('git', [...identity, ...args], { cwd: base });
  }

  function commit(workspace: BasedWorkspace): void {
    git(workspace, 'add', '-A');
    git(workspace, 'commit', '-q', '-m', 'state');
  }
});
