import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Workspace } from '../../../../tools/testing/workspace';
import { smallWorkspace } from './small-workspace';
import { envelopeIn } from '../../../../tools/testing/json-output';

/** Wrong input: all of it named in one run, nothing lost. */

const HELLO = 'repos/core/by-name/he/hello/package.nix';

describe('wrong input', () => {
  let workspace: Workspace;
  beforeEach(() => {
    workspace = smallWorkspace();
    expect(workspace.nx(['sync']).status).toBe(0);
  });
  afterEach(() => workspace.dispose());

  test('of every kind is named at once, with its place; the last good registry stays', () => {
    const good = workspace.read('repos/registry/pkgs.nix');
    workspace.write({
      [HELLO]: '{ stdenv }: {\n',
      'repos/core/by-name/at/attrs/package.nix': '{ a = 1; }\n',
      'repos/core/by-name/wa/wants/package.nix': '{ stdnev }: stdnev\n',
      'repos/python/by-name/st/stdenv/package.nix': '{ }: { }\n',
      'repos/python/by-name/ni/nixpkgs/packages.nix': '{ ... }: { nix.sub = { }: { }; }\n',
      'repos/core/by-name/ci/circle/package.nix': '{ round }: round\n',
      'repos/python/by-name/ro/round/package.nix': '{ circle }: circle\n',
    });
    const binary = join(workspace.root, 'repos/python/by-name/bi/binary');
    mkdirSync(binary, { recursive: true });
    writeFileSync(join(binary, 'package.nix'), Buffer.from([0x7b, 0xff, 0x7d]));

    const run = workspace.nx(['run', 'registry:emit-registry']);
    expect(run.status).not.toBe(0);
    for (const problem of [
      'repos/core/by-name/he/hello/package.nix:2:1: error[syntax-error]',
      'repos/core/by-name/at/attrs/package.nix:1:1: error[not-a-lambda]',
      'repos/core/by-name/wa/wants/package.nix:1:3: error[unknown-name]: `wants` asks for `stdnev`',
      'did you mean `stdenv`?',
      'repos/python/by-name/st/stdenv/package.nix:1:1: error[clash]',
      'error[package-and-set]: `nix` is a package here',
      'circle: circle → round → circle',
      'repos/python/by-name/bi/binary/package.nix:1:2: error[syntax-error]',
    ]) {
      expect(run.output).toContain(problem);
    }
    expect(workspace.read('repos/registry/pkgs.nix')).toBe(good);

    const sync = workspace.nx(['sync:check']);
    expect(sync.status).not.toBe(0);
    expect(workspace.read('repos/registry/pkgs.nix')).toBe(good);
  });

  test('between repos only: emit-registry names it', () => {
    const good = workspace.read('repos/registry/pkgs.nix');
    workspace.write({ [HELLO]: '{ zlib }: zlib\n' });
    const run = workspace.nx(['run', 'registry:emit-registry']);
    expect(run.status).not.toBe(0);
    expect(run.output).toContain(`${HELLO}:1:3: error[unknown-name]`);
    expect(workspace.read('repos/registry/pkgs.nix')).toBe(good);

    const again = workspace.nx(['run', 'registry:emit-registry']);
    expect(again.status).not.toBe(0);
    expect(again.output).toContain(`${HELLO}:1:3: error[unknown-name]`);
  });

  test('in a nix-repo.json is named where it stands', () => {
    workspace.write({ 'repos/core/nix-repo.json': '{ "kind": "core", "scope": [] }\n' });
    const run = workspace.nx(['run', 'core:resolve']);
    expect(run.status).not.toBe(0);
    expect(run.output).toContain('repos/core/nix-repo.json:1:19: error[bad-repo-config]');
    expect(run.output).toContain('did you mean "scopes"?');
  });

  test('for machines: --json', () => {
    workspace.write({ [HELLO]: '{ stdenv }: {\n' });
    const run = workspace.nx(['run', 'core:resolve', '--json']);
    expect(envelopeIn(run.stdout)).toEqual({
      command: 'resolve',
      project: 'core',
      success: false,
      problems: [
        expect.objectContaining({ code: 'syntax-error', file: HELLO, line: 2, column: 1 }),
      ],
      error: null,
      result: { repo: 'core', packages: 3, notTaken: [] },
    });
  });
});

describe('a registry that is out of date', () => {
  test('fails `nx sync:check`, and `nx sync` mends it', () => {
    const workspace = smallWorkspace();
    try {
      expect(workspace.nx(['sync:check']).status).toBe(1);
      expect(workspace.nx(['sync']).status).toBe(0);
      expect(workspace.nx(['sync:check']).status).toBe(0);
      const synced = workspace.read('repos/registry/pkgs.nix');
      workspace.remove('repos/registry/pkgs.nix');
      expect(workspace.nx(['run', 'registry:emit-registry']).status).toBe(0);
      expect(workspace.read('repos/registry/pkgs.nix')).toBe(synced);
      workspace.write({ [HELLO]: '{ stdenv, python3 }: stdenv\n' });
      const check = workspace.nx(['sync:check']);
      expect(check.status).toBe(1);
      expect(check.output).toContain('repos/registry/pkgs.nix');
    } finally {
      workspace.dispose();
    }
  });
});
