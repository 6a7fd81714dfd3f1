import { chmodSync, mkdirSync, symlinkSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { ISOLATED, type NxRun, type Workspace } from '../../../../tools/testing/workspace';
import { smallWorkspace, tasksOf } from './small-workspace';

/** Which tasks run after which edit; a stale hit is the worst thing this plugin can do. */

const NIX = 'repos/core/by-name/ni/nix/package.nix';
const HIT = { 'core:resolve': 'hit', 'lib:resolve': 'hit', 'python:resolve': 'hit' };

function emit(workspace: Workspace, env: Readonly<Record<string, string>> = {}): NxRun {
  const run = workspace.nx(['run', 'registry:emit-registry'], env);
  if (run.status !== 0) throw new Error(run.output);
  return run;
}

describe.each([{ daemon: false }, { daemon: true }])('tasks after an edit ($daemon)', (options) => {
  const isolated = options.daemon ? {} : ISOLATED;
  let workspace: Workspace;
  beforeAll(() => {
    workspace = smallWorkspace(options);
    workspace.write({ '.gitignore': `${workspace.read('.gitignore')}*.ignored\nsecret\n` });
    emit(workspace);
  });
  afterAll(() => workspace.dispose());

  test('none: all are hits, and what was taken away is brought back', () => {
    const before = workspace.read('repos/registry/pkgs.nix');
    workspace.remove('repos/registry/pkgs.nix').remove('dist');
    const run = emit(workspace, isolated);
    expect(tasksOf(run.output)).toEqual({ ...HIT, 'registry:emit-registry': 'hit' });
    expect(workspace.read('repos/registry/pkgs.nix')).toBe(before);
  });

  test('a formal: the repo and the registry', () => {
    workspace.write({ [NIX]: '{\n  stdenv,\n  python3,\n  hello,\n}:\npython3\n' });
    expect(tasksOf(emit(workspace).output)).toEqual({
      ...HIT,
      'core:resolve': 'run',
      'registry:emit-registry': 'run',
    });
    expect(workspace.read('repos/registry/pkgs.nix')).toContain(
      'inherit (args) hello python3 stdenv;',
    );
  });

  test('a comment above the formals: the repo, and the registry is a hit', () => {
    workspace.write({ [NIX]: `# moves every line\n\n${workspace.read(NIX)}` });
    expect(tasksOf(emit(workspace).output)).toEqual({
      ...HIT,
      'core:resolve': 'run',
      'registry:emit-registry': 'hit',
    });
    const positions = workspace.read('dist/repos/core/positions.json');
    expect(positions).toContain('"line": 5');
  });

  test('the registry edited by hand: it is written again', () => {
    const good = workspace.read('repos/registry/pkgs.nix');
    workspace.write({ 'repos/registry/pkgs.nix': '{ }\n' });
    emit(workspace);
    expect(workspace.read('repos/registry/pkgs.nix')).toBe(good);
  });

  test('what Nx does not see: modes, links, ignored files, empty folders', () => {
    const root = join(workspace.root, 'repos/core/by-name/he/hello');
    const edits: Readonly<Record<string, () => void>> = {
      'an ignored file': () => workspace.write({ 'repos/core/by-name/he/hello/x.ignored': '1' }),
      'an edit of an ignored file': () =>
        workspace.write({ 'repos/core/by-name/he/hello/x.ignored': '2' }),
      'a mode bit': () => chmodSync(join(root, 'package.nix'), 0o755),
      'an empty folder': () => mkdirSync(join(root, 'empty')),
      'a link': () => symlinkSync('package.nix', join(root, 'link')),
      'a link that leads elsewhere': () => {
        unlinkSync(join(root, 'link'));
        symlinkSync('x.ignored', join(root, 'link'));
      },
    };
    for (const [name, edit] of Object.entries(edits)) {
      edit();
      const tasks = tasksOf(emit(workspace, isolated).output);
      expect([name, tasks]).toEqual([
        name,
        { ...HIT, 'core:resolve': 'run', 'registry:emit-registry': 'hit' },
      ]);
    }
  });

  test('an ignored package is a package', () => {
    workspace.write({ 'repos/core/by-name/se/secret/package.nix': '{ hello }: hello\n' });
    emit(workspace);
    expect(workspace.read('repos/registry/pkgs.nix')).toContain('secret = call');
    workspace.write({ 'repos/core/by-name/se/secret/package.nix': '{ nix }: nix\n' });
    emit(workspace);
    expect(workspace.read('repos/registry/pkgs.nix')).toContain(
      'secret = call repos.core.secret { inherit (args) nix; };',
    );
  });

  test('the names of the base, in an ignored file too', () => {
    const file = 'names.ignored';
    const config = workspace.read('repos/registry/nix-repo.json');
    const nix = workspace.read(NIX);
    workspace.write({
      'repos/registry/nix-repo.json': `{ "kind": "registry", "baseNames": "${file}" }\n`,
      [`repos/registry/${file}`]: 'zlib\n',
      [NIX]: '{ zlib, python3 }: zlib\n',
    });
    emit(workspace);
    expect(workspace.read('repos/registry/pkgs.nix')).toContain('inherit (args) python3 zlib;');
    workspace.write({ [`repos/registry/${file}`]: 'openssl\n' });
    const run = workspace.nx(['run', 'registry:emit-registry']);
    expect(run.status).not.toBe(0);
    expect(run.output).toContain(`${NIX}:1:3: error[unknown-name]`);
    workspace.write({ 'repos/registry/nix-repo.json': config, [NIX]: nix });
    workspace.remove(`repos/registry/${file}`);
    expect(tasksOf(emit(workspace).output)['registry:emit-registry']).toBe('hit');
  });

  test('a second registry: emit-registry runs, and refuses', () => {
    workspace.write({ 'repos/second/nix-repo.json': '{ "kind": "registry" }\n' });
    const run = workspace.nx(['run', 'registry:emit-registry']);
    expect(run.status).not.toBe(0);
    expect(run.output).toContain('repos/second/nix-repo.json:1:1: error[duplicate-repo]');
    workspace.remove('repos/second');
    expect(tasksOf(emit(workspace).output)['registry:emit-registry']).toBe('hit');
  });

  test('a repo that goes: its packages go', () => {
    workspace.write({ [NIX]: '{ stdenv }: stdenv\n' }).remove('repos/python');
    emit(workspace);
    expect(workspace.read('repos/registry/pkgs.nix')).not.toContain('python3');
  });

  test('without the tasks it depends on, emit-registry refuses', () => {
    const run = workspace.nx([
      'run',
      'registry:emit-registry',
      '--exclude-task-dependencies',
      '--skip-nx-cache',
    ]);
    expect(run.status).not.toBe(0);
    expect(run.output).toContain('emit-registry needs the resolve of core');
  });
});
