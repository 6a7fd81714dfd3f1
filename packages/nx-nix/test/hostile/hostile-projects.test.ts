/** What repos' own files say to Nx: all of it is told, with its place, and nothing runs. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../../../tools/testing/temporary-folder';
import { Workspace } from '../../../../tools/testing/workspace';
import { SMALL } from '../e2e/small-workspace';
import { PROJECTS, type HostileProject } from './cases/projects';
import { expectedOf, UPDATES, writeExpected } from './expected-texts';

const trace = join(temporaryFolder('hostile-projects'), 'ran');
const made: Workspace[] = [];
afterEach(() => {
  for (const one of made.splice(0)) one.dispose();
  expect(existsSync(trace)).toBe(false);
});

/** A workspace with these repos beside those that mean no harm. */
function workspaceOf(repos: Readonly<Record<string, HostileProject['files']>>): Workspace {
  const workspace = new Workspace().write(SMALL);
  // Nx then makes projects of each package.json, too.
  workspace.write({
    'package.json': '{ "name": "w", "private": true, "workspaces": ["repos/*"] }',
  });
  made.push(workspace);
  for (const [name, files] of Object.entries(repos)) {
    workspace.write({ [`repos/${name}/nix-repo.json`]: '{ "kind": "sig" }\n' });
    for (const [file, text] of Object.entries(files)) {
      const filled = text.replaceAll('@run@', `touch ${trace}`).replaceAll('@name@', name);
      workspace.write({ [`repos/${name}/${file}`]: filled });
    }
  }
  workspace.commit();
  return workspace;
}

/** What a run tells of each repo: the place, the code, and what it does. */
function toldOf(output: string): ReadonlyMap<string, readonly string[]> {
  const told = new Map<string, readonly string[]>();
  for (const [, place, code, name, what] of output.matchAll(
    /^\s*(\S+:\d+:\d+): error\[([a-z-]+)\]: `([^`]+)` (.*), and the registry does not grant it$/gm,
  )) {
    const shown = place!.replace(`repos/${name!}/`, '');
    told.set(name!, [
      ...(told.get(name!) ?? []),
      `${shown} ${code!} ${what!.replaceAll(name!, '@name@')}`,
    ]);
  }
  return told;
}

test('each is told, nothing runs, and the graph goes on', () => {
  const workspace = workspaceOf(
    Object.fromEntries(PROJECTS.map(({ files }, i) => [`evil${i}e`, files])),
  );
  const refused = workspace.nx(['run-many', '-t', 'resolve']);
  expect(refused.status).not.toBe(0);
  expect(refused.output).toContain('nothing is run');
  // eslint-disable-next-line no-control-regex
  expect(refused.output).not.toMatch(/\u001b\[2J|\u202e/);
  const told = toldOf(refused.output);
  const said = new Map(PROJECTS.map(({ name }, i) => [name, told.get(`evil${i}e`) ?? []]));
  if (UPDATES) writeExpected('projects', said);
  expect(Object.fromEntries(said)).toEqual(Object.fromEntries(expectedOf('projects')));
  expect(workspace.has('dist/repos/core/resolution.json')).toBe(false);
  expect(workspace.nx(['show', 'project', 'core', '--json'])).toMatchObject({ status: 0 });
}, 120_000);

test('a repo that says it is the registry grants itself nothing', () => {
  const workspace = workspaceOf({
    a: {
      'nix-repo.json':
        '{ "kind": "registry", "grants": { "a": { "targets": ["resolve", "deploy"] } } }',
      'project.json': '{ "name": "a", "targets": { "resolve": { "command": "@run@" } } }',
    },
  });
  const refused = workspace.nx(['run-many', '-t', 'resolve']);
  expect(refused.output).toContain(
    '`a` has a target `resolve` of its own, and the registry does not grant it',
  );
  expect(refused.status).not.toBe(0);
}, 60_000);
