import { Workspace } from '../../../../tools/testing/workspace';

/** How every repo exports its lambdas. */
export const LAMBDAS = '{ lib }: lib.useByName { inherit lib; path = ./.; }\n';

/** The files of a workspace of three repos that lean on each other in a circle. */
export const SMALL: Readonly<Record<string, string>> = {
  'repos/lib/nix-repo.json': '{ "kind": "lib" }\n',
  'repos/lib/default.nix': '{ }\n',
  'repos/core/nix-repo.json': '{ "kind": "core", "description": "The core" }\n',
  'repos/core/default.nix': LAMBDAS,
  'repos/python/default.nix': LAMBDAS,
  'repos/core/by-name/st/stdenv/package.nix': '{ system }:\nsystem\n',
  'repos/core/by-name/he/hello/package.nix': '{ stdenv }:\nstdenv\n',
  'repos/core/by-name/ni/nix/package.nix': '{\n  stdenv,\n  python3,\n}:\npython3\n',
  'repos/python/nix-repo.json': '{ "kind": "sig", "technologies": ["python"] }\n',
  'repos/python/by-name/py/python3/package.nix': '{ stdenv }:\nstdenv\n',
  'repos/registry/nix-repo.json': '{ "kind": "registry", "cycles": "error" }\n',
};

/** A committed workspace of these files. */
export function smallWorkspace(options: { readonly daemon?: boolean } = {}): Workspace {
  const workspace = new Workspace(options).write(SMALL);
  workspace.commit();
  return workspace;
}

/** What became of each task of a run, as its summary tells: `core:resolve` is `run` or `hit`. */
export function tasksOf(output: string): Readonly<Record<string, 'run' | 'hit' | 'failed'>> {
  const tasks: Record<string, 'run' | 'hit' | 'failed'> = {};
  for (const line of output.split('\n')) {
    const mark = /^\s*(?:[✔✖>]|nx run|> nx run)/.test(line);
    const name = /([\w@/-]+:[\w-]+)/.exec(line)?.[1];
    if (!mark || !name || !/:(resolve|emit-registry)$/.test(name)) continue;
    if (/✖/.test(line)) tasks[name] = 'failed';
    else if (/\[(local cache|remote cache|existing outputs match the cache.*)\]/.test(line))
      tasks[name] = 'hit';
    else tasks[name] ??= 'run';
  }
  return tasks;
}
