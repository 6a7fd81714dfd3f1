import { ISOLATED, type NxRun, type Workspace } from '../../../../tools/testing/workspace';
import { smallWorkspace } from './small-workspace';

/** The ratchet: what a revision has too does not fail; a revision that moves is never a hit of yesterday. */

const NIX = 'repos/core/by-name/ni/nix/package.nix';

const check = (workspace: Workspace, ...args: readonly string[]): NxRun =>
  workspace.nx(['run', 'core:check', ...args]);

const isHit = ({ output }: NxRun): boolean =>
  /1\/1 hit|read the output from the cache/.test(output);

describe.each([{ daemon: false }, { daemon: true }])(
  'compared with a revision ($daemon)',
  (options) => {
    let workspace: Workspace;
    let before: string;
    beforeEach(() => {
      // `nix` asks for stdenv and never uses it, since before.
      workspace = smallWorkspace(options);
      before = workspace.git('rev-parse', 'HEAD').trim();
    });
    afterEach(() => workspace.dispose());

    test('older problems are counted, new ones fail, wherever the old ones have gone', () => {
      expect(check(workspace).status).not.toBe(0);
      const older = check(workspace, '--base=main');
      expect(older.status).toBe(0);
      workspace.write({
        'repos/core/by-name/he/hello/package.nix': '{ stdenv }: [ stdenv "\\." ]\n',
      });
      // To another line, file, folder and repo.
      const moved = 'repos/python/by-name/ni/nix/default.nix';
      workspace.write({ [moved]: `# moved\n\n${workspace.read(NIX)}` });
      workspace.remove('repos/core/by-name/ni');
      const python = workspace.nx(['run', 'python:check', '--base', 'main', '--json']);
      expect(python.status).toBe(0);
      expect(python.stdout).toContain('"older":[{"code":"unused-formal"');

      const core = check(workspace, '--base=main');
      expect(core.status).not.toBe(0);
      expect(core.output).toContain('error[useless-escape]');
      expect(core.output).toContain('1 problem.');
      const all = workspace.nx([
        'run',
        'python:check',
        '--base=main',
        '--all',
        '--output-style=stream',
      ]);
      expect(all.output).toContain('Older problems, which main has too:');
      expect(all.output).toContain(`${moved}:4:3: error[unused-formal]`);
      expect(all.status).toBe(0);
      const sarif = JSON.parse(workspace.read('dist/repos/python/check.sarif')) as {
        runs: { results: { baselineState: string }[] }[];
      };
      expect(sarif.runs[0]!.results.map(({ baselineState }) => baselineState)).toEqual([
        'unchanged',
      ]);
    });

    test('a base that moves is no hit, and the same base is one', () => {
      const isolated = (): NxRun =>
        workspace.nx(['run', 'core:check', '--base=main'], options.daemon ? {} : ISOLATED);
      expect(isolated().status).toBe(0);
      expect(isHit(check(workspace, '--base=main'))).toBe(true);
      // main goes on and mends it, while we have it still.
      workspace.git('checkout', '-q', '-b', 'work');
      workspace.write({ [NIX]: '{ python3 }: python3\n' });
      workspace.git('commit', '-qam', 'mended');
      workspace.git('branch', '-f', 'main', 'work');
      workspace.git('checkout', '-q', before);
      const failed = isolated();
      expect(failed.output).toContain('error[unused-formal]');
      expect(failed.status).not.toBe(0);
      workspace.git('branch', '-f', 'main', before);
      expect(isHit(isolated())).toBe(true);
    });

    test('a base in nx.json counts too; one in a place that is read too late is refused', () => {
      const nxJson = JSON.parse(workspace.read('nx.json')) as object;
      const targetDefaults = { check: { options: { base: 'main' } } };
      workspace.write({ 'nx.json': JSON.stringify({ ...nxJson, targetDefaults }) });
      expect(check(workspace).status).toBe(0);
      expect(isHit(check(workspace))).toBe(true);
      workspace.git('checkout', '-q', '-b', 'work');
      workspace.git('rm', '-qr', '--cached', 'repos/core/by-name/ni');
      workspace.git('commit', '-qm', 'without nix');
      workspace.git('branch', '-f', 'main', 'work');
      expect(check(workspace).output).toContain('error[unused-formal]');

      workspace.write({
        'nx.json': JSON.stringify(nxJson),
        'repos/core/project.json': JSON.stringify({
          name: 'core',
          targets: { check: { options: { base: 'main' } } },
        }),
        'repos/registry/nix-repo.json': JSON.stringify({
          ...{ kind: 'registry', cycles: 'error' },
          grants: { core: { targets: ['check'] } },
        }),
      });
      const refused = check(workspace);
      expect(refused.status).not.toBe(0);
      expect(refused.output).toContain('say `--base=main` on the command line');
    });

    test('no such revision; a repo that is new since', () => {
      const unknown = check(workspace, '--base=nope');
      expect(unknown.status).not.toBe(0);
      expect(unknown.output).toContain(
        '--base=nope: the workspace\'s git repository has no revision "nope"',
      );
      workspace.write({
        'repos/rust/nix-repo.json': '{ "kind": "sig" }\n',
        'repos/rust/default.nix': workspace.read('repos/core/default.nix'),
        'repos/rust/by-name/ca/cargo/package.nix': '{ stdenv }: 1\n',
      });
      const fresh = workspace.nx(['run', 'rust:check', '--base=main']);
      expect(fresh.status).not.toBe(0);
      expect(fresh.output).toContain('error[unused-formal]: `cargo` asks for `stdenv`');
    });
  },
);
