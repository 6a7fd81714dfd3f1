import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { closedNix } from '@nx-nix/resolver';
import { ISOLATED, type Workspace } from '../../../../tools/testing/workspace';
import { smallWorkspace, tasksOf } from './small-workspace';

/** A registry whose writing was interrupted: everybody says so, and it is mended. */

jest.setTimeout(300_000);

const CLOSED = closedNix('repos/registry');
const FILES = ['flake.nix', 'layers.nix', 'names.nix', 'pkgs.json', 'pkgs.nix', 'pkgs.svg'];
const NOT_WHOLE = /is not whole, as its writing was interrupted: .*repos\/registry\/names\.nix/;

let workspace: Workspace;
beforeAll(() => {
  workspace = smallWorkspace();
  expect(workspace.nx(['sync']).status).toBe(0);
});
afterAll(() => workspace.dispose());

function texts(): Readonly<Record<string, string>> {
  return Object.fromEntries(FILES.map((name) => [name, workspace.read(`repos/registry/${name}`)]));
}

function left(): readonly string[] {
  return readdirSync(join(workspace.root, 'repos/registry')).filter((name) =>
    name.endsWith('.tmp'),
  );
}

/** As a kill between two renames leaves it. */
function interrupt(): void {
  workspace.write({
    'repos/registry/names.nix': CLOSED,
    'repos/registry/pkgs.nix': CLOSED,
    'repos/registry/layers.nix': 'old',
    'repos/registry/pkgs.json.123.00ff00ff.tmp': '{',
  });
}

test('sync:check, check and nix-build say so; nx sync mends it', () => {
  const whole = texts();
  expect(workspace.nx(['sync:check']).status).toBe(0);
  interrupt();

  const synced = workspace.nx(['sync:check']);
  expect(synced.status).not.toBe(0);
  expect(synced.output).toMatch(NOT_WHOLE);
  expect(synced.output).toContain('`nx sync` writes it again');
  const checked = workspace.nx(['run', 'registry:check'], ISOLATED);
  expect(checked.status).not.toBe(0);
  expect(checked.output).toContain('repos/registry/names.nix:1:1: error[unfinished-registry]');
  // No other repo can do anything about it.
  expect(workspace.nx(['run', 'core:check']).output).not.toContain('unfinished-registry');
  const built = workspace.nx(['run', 'core:nix-build', '--exclude-task-dependencies']);
  expect(built.status).not.toBe(0);
  expect(built.output).toMatch(NOT_WHOLE);
  // Whoever only looks changes nothing.
  expect(workspace.read('repos/registry/names.nix')).toBe(CLOSED);

  expect(workspace.nx(['sync']).status).toBe(0);
  expect([texts(), left()]).toEqual([whole, []]);
  expect(workspace.nx(['run', 'registry:check'], ISOLATED).status).toBe(0);
  expect(workspace.nx(['sync:check']).status).toBe(0);
});

test('emit-registry mends it too, also where its result is in the cache', () => {
  const whole = texts();
  for (let time = 1; time <= 2; time++) {
    interrupt();
    const { status, output } = workspace.nx(['run', 'registry:emit-registry']);
    expect(status).toBe(0);
    expect(tasksOf(output)['registry:emit-registry']).toBe(time === 1 ? 'run' : 'hit');
    expect(texts()).toEqual(whole);
  }
});

test('what git made of two registries, nx sync mends', () => {
  workspace.commit('ours');
  const whole = texts();
  for (const [name, text] of Object.entries(whole)) {
    const merged = text.replace(/^/, '<<<<<<< HEAD\n=======\n').replace(/$/, '>>>>>>> theirs\n');
    workspace.write({ [`repos/registry/${name}`]: merged });
  }
  expect(workspace.nx(['sync:check']).status).not.toBe(0);
  expect(workspace.nx(['sync']).status).toBe(0);
  expect(texts()).toEqual(whole);
});

test('of two runs at once, one comes after the other', async () => {
  const before = texts();
  workspace.write({ 'repos/core/by-name/fi/figlet/package.nix': '{ stdenv }:\nstdenv\n' });
  const runs = [['sync'], ['sync'], ['run', 'registry:emit-registry']].map((args) =>
    workspace.start(args),
  );
  expect(await Promise.all(runs)).toEqual([0, 0, 0]);
  const after = texts();
  expect(after['pkgs.nix']).not.toBe(before['pkgs.nix']);
  expect(left()).toEqual([]);
  expect(workspace.nx(['sync:check']).status).toBe(0);
});
