import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from '../../../../tools/testing/workspace';
import { describeWithNix } from '../../../../tools/testing/find-nix';
import { grantAllIn } from '../../../../tools/testing/grant-all';
import { NixWorkspace, shellPackage } from './nix-build-workspace';
import { envelopeIn } from '../../../../tools/testing/json-output';

/** What a person sees who compares the registry with what it was, or with another set. */

describeWithNix('compare', (nix) => {
  let core: NixWorkspace;
  beforeAll(() => {
    core = new NixWorkspace(nix, {
      hello: shellPackage('echo hello > $out'),
      greet: shellPackage('cat ${hello} > $out', ['hello']),
      party: shellPackage('cat ${greet} > $out', ['greet']),
      apart: shellPackage('echo apart > $out'),
      broken: '{ system }: throw "out of order"\n',
    });
    expect(core.workspace.nx(['sync'], core.env).status).toBe(0);
    core.workspace.commit();
  });
  afterAll(() => core.dispose());

  const compare = (...args: readonly string[]): ReturnType<typeof core.workspace.nx> =>
    core.workspace.nx(['compare', 'registry', ...args], core.env);

  test('with the last commit, before an edit: all the same', () => {
    const run = compare('--against=HEAD');
    expect(run.output).toContain('the registry against HEAD');
    expect(run.output).toMatch(/4 same$/m);
    expect(run.output).toMatch(/1 fails in both$/m);
    expect(run.output).toMatch(/^ {2}broken: out of order$/m);
    expect(run.status).toBe(0);
  });

  test('after an edit: exactly what differs, and where it comes from', () => {
    core.write('hello', shellPackage('echo hallo > $out'));
    core.write('fresh', shellPackage('echo fresh > $out'));
    const run = compare('--against', 'HEAD', '--markdown=report.md', '--json');
    expect(run.status).not.toBe(0);
    const { success, result } = envelopeIn<{
      packages: { attribute: string; verdict: string; difference?: unknown }[];
    }>(run.stdout);
    expect(success).toBe(false);
    expect(result.packages.map(({ attribute, verdict }) => [attribute, verdict])).toEqual([
      ['apart', 'same'],
      ['broken', 'fails in both'],
      ['fresh', 'only here'],
      ['greet', 'different'],
      ['hello', 'different'],
      ['party', 'different'],
    ]);
    const party = result.packages.find(({ attribute }) => attribute === 'party')!;
    expect(party.difference).toMatchObject({
      way: ['made', 'made', 'made'],
      attributes: [{ name: 'args[1]', here: 'echo hallo > $out', there: 'echo hello > $out' }],
    });
    expect(result).toMatchObject({ differ: true });
    const told = compare('--against=HEAD');
    expect([told.status, told.output]).toEqual([
      1,
      expect.stringContaining('with --differences=ok'),
    ]);
    const asked = compare('--against=HEAD', '--differences=ok');
    expect([asked.status, asked.output]).toEqual([0, expect.stringMatching(/3 different$/m)]);
    const json = compare('--against=HEAD', '--differences=ok', '--json').stdout;
    expect(envelopeIn(json)).toMatchObject({ success: true, result: { differ: true } });
    const text = told.output;
    expect(text).toMatch(/args\[1\]: here "echo hallo > \$out", there "echo hello > \$out"/);
    expect(text).toMatch(/in party, by made → made → made$/m);
    expect(core.workspace.read('report.md')).toMatch(/^\| different \| 3 \|$/m);
  });

  const other = `{ system, ... }: {\n  apart = derivation { name = "made"; inherit system; builder = "/bin/sh"; args = [ "-c" "echo apart > $out" ]; };\n}\n`;

  test('with a path, with an installable, and with what is wrong', () => {
    core.workspace.write({
      'other/default.nix': other,
      'flake/flake.nix': `{ outputs = { self }: { legacyPackages.${core.system()} = import ./set.nix { system = "${core.system()}"; }; }; }\n`,
      'flake/set.nix': other,
    });
    for (const against of [
      './other',
      'other',
      `path:${core.workspace.root}/flake#legacyPackages`,
    ]) {
      const run = compare(`--against=${against}`, '--packages=apart');
      expect([against, run.status, run.output]).toEqual([
        against,
        0,
        expect.stringMatching(/1 same$/m),
      ]);
    }
    const wrong = compare('--against=nowhere', '--packages=apart', '--differences=ok');
    expect(wrong.status).not.toBe(0);
    expect(wrong.output).toContain('no revision "nowhere"');
    expect(compare('--packages=apart').output).toContain('names no "base", so say what');
    expect(compare('--against=./repos/core/by-name').output).toContain('has no default.nix');
    const all = compare(
      '--against=other',
      '--sample=0',
      '--systems=x86-linux',
      '--config=[1]',
      '--seed=7',
    );
    expect(all.output).toMatch(/nobody knows the system "x86-linux"; did you mean/);
    expect(all.output).toContain('--sample=0: a sample has at least 1 package');
    expect(all.output).toContain('--config=[1] is no JSON object');
    const unknown = compare('--against=other', '--packages=aprat,greet', '--differences=ok');
    expect(unknown.status).not.toBe(0);
    expect(unknown.output).toContain('neither side has aprat; did you mean apart?');
  });

  test('with a revision whose layers take from a folder beside the repos', () => {
    const { workspace } = core;
    workspace.write({
      'chan/default.nix': other,
      'repos/house/nix-repo.json': '{ "kind": "overlay" }\n',
      'repos/house/channels/chan.json': '{ "url": "../../chan" }\n',
      'repos/house/fallbacks/apart.json':
        '{ "channel": "chan", "reason": "too new", "link": "https://example.org/1" }\n',
    });
    const registry = workspace.read('repos/registry/nix-repo.json');
    grantAllIn(workspace.root);
    expect(workspace.nx(['sync'], core.env).status).toBe(0);
    workspace.commit();
    const run = compare('--against=HEAD', '--packages=apart');
    workspace.remove('repos/house').write({ 'repos/registry/nix-repo.json': registry });
    expect(run.output).toContain('chan is taken as it is now');
    expect(run.output).toMatch(/1 same$/m);
    expect(run.status).toBe(0);
  });

  test('interrupted, it ends its processes and says how to go on', async () => {
    const list = 'builtins.genList (i: i) 300000';
    core.write(
      'endless',
      `{ system }: let list = ${list}; in builtins.foldl' (a: i: builtins.foldl' (b: j: b) a list) 0 list\n`,
    );
    const nx = join(PROJECT, 'node_modules', 'nx', 'dist', 'bin', 'nx.js');
    const args = [nx, 'compare', 'registry', '--against=HEAD', '--packages=apart,hello,endless'];
    const run = spawn(process.execPath, args, {
      cwd: core.workspace.root,
      env: { ...core.workspace['environment'](), ...core.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let output = '';
    for (const stream of [run.stdout, run.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    }
    const ended = new Promise((resolve) => run.on('close', resolve));
    const ours = (): boolean =>
      evaluations().some((command) => command.includes(core.workspace.root));
    await until(() => evaluations().some((command) => command.includes('"endless"')));
    // Its log says how far it is, every 10 s.
    await until(() => output.includes('evaluating: '));
    // As a terminal does, to all of its foreground.
    process.kill(-run.pid!, 'SIGINT');
    expect(await ended).not.toBe(0);
    expect(output).toContain('(interrupted, the same command goes on from there)');
    await until(() => !ours());
    const rest = compare('--against=HEAD', '--packages=apart,hello', '--json');
    expect(rest.stdout).toContain('"known":4');
    core.workspace.remove('repos/core/by-name/en');
  });

  test("without --against, with the registry's base", () => {
    core.workspace.write({
      'other/default.nix': other,
      'repos/registry/nix-repo.json': '{ "kind": "registry", "base": "../../other" }\n',
    });
    expect(compare('--packages=apart', '--exclude-task-dependencies').output).toMatch(/1 same$/m);
  });
});

/** The command lines of Nix's evaluations on this machine. */
function evaluations(): readonly string[] {
  return readdirSync('/proc').flatMap((pid) => {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      return /^\d+$/.test(pid) && command.includes('nix-instantiate') ? [command] : [];
    } catch {
      return [];
    }
  });
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 100));
}
