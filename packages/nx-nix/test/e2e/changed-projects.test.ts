import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../../../tools/testing/temporary-folder';
import { ISOLATED, type NxRun, type Workspace } from '../../../../tools/testing/workspace';
import { smallWorkspace } from './small-workspace';

/** What a repo's own files change of what Nx runs: nothing, unless the registry grants it. */

const proof = join(temporaryFolder('changed-projects'), 'ran');
/** A command that leaves a trace. */
const TOUCH = { command: `touch ${proof}` };

let workspace: Workspace;
beforeEach(() => (workspace = smallWorkspace()));
afterEach(() => {
  workspace.dispose();
  // No case of this suite may let a repo's own command run.
  expect(existsSync(proof)).toBe(false);
});

function write(file: string, content: object): void {
  workspace.write({ [file]: JSON.stringify(content, undefined, 2) });
}

/** Runs Nx; by default, all `resolve`. */
function run(...args: readonly string[]): NxRun {
  return workspace.nx(args.length > 0 ? args : ['run-many', '-t', 'resolve']);
}

interface Case {
  readonly file: string;
  readonly content: object;
  readonly told: string;
  readonly line: string;
}

const project = (content: object): Pick<Case, 'file' | 'content'> => ({
  file: 'repos/python/project.json',
  content: { name: 'python', ...content },
});
const resolve = (target: object): Pick<Case, 'file' | 'content'> =>
  project({ targets: { resolve: target } });
const TARGETS = '"grants": { "python": { "targets": ["resolve"] } }';

const CASES: Readonly<Record<string, Case>> = {
  'another command': {
    ...resolve(TOUCH),
    told: 'python/project.json:4:5: error[not-granted]: `python` changes `executor` of the target `resolve`',
    line: TARGETS,
  },
  'a target that runs before': {
    ...project({ targets: { resolve: { dependsOn: ['mine'] }, mine: TOUCH } }),
    told: '`python` changes `dependsOn` of the target `resolve`',
    line: TARGETS,
  },
  'no inputs, so that all is a hit': {
    ...resolve({ inputs: [] }),
    told: '`python` changes `inputs` of the target `resolve`',
    line: TARGETS,
  },
  'other outputs': {
    ...resolve({ outputs: ['{projectRoot}/x'] }),
    told: '`python` changes `outputs` of the target `resolve`',
    line: TARGETS,
  },
  'no cache': {
    ...resolve({ cache: false }),
    told: '`python` changes `cache` of the target `resolve`',
    line: TARGETS,
  },
  'an option': {
    ...resolve({ options: { tool: 'old' } }),
    told: '`python` changes `options` of the target `resolve`',
    line: TARGETS,
  },
  'a configuration': {
    ...resolve({ configurations: { x: { locator: 'nix' } }, defaultConfiguration: 'x' }),
    told: '`python` changes `configurations` of the target `resolve`',
    line: TARGETS,
  },
  'a target of its own': {
    ...project({ targets: { deploy: TOUCH } }),
    told: '`python` has a target `deploy` of its own',
    line: '"grants": { "python": { "targets": ["deploy"] } }',
  },
  'the tag of a registry': {
    ...project({ tags: ['nix:registry'] }),
    told: '`python` has the tag `nix:registry`',
    line: '"grants": { "python": { "tags": ["nix:registry"] } }',
  },
  'another name': {
    ...project({ name: 'core2' }),
    told: '`python` is the project `core2`',
    line: '"grants": { "python": { "projectName": "core2" } }',
  },
  'another kind': {
    ...project({ metadata: { nix: { kind: 'core' } } }),
    told: '`python` says in `metadata.nix` that it is none of its kind',
    line: 'there is no grant for it',
  },
  'a project inside': {
    file: 'repos/python/inner/project.json',
    content: { name: 'inner', targets: { resolve: TOUCH } },
    told: '`python` has a project of its own in inner',
    line: '"grants": { "python": { "projects": ["inner"] } }',
  },
  'a file with variables': {
    file: 'repos/python/.env.local',
    content: {},
    told: 'python/.env.local:1:1: error[not-granted]: `python` has .env.local',
    line: 'there is no grant for it',
  },
  'a project beside the repos': {
    file: 'repos/1evil/project.json',
    content: { name: 'evil', tags: ['nix:sig'], targets: { resolve: TOUCH, check: TOUCH } },
    told: '`1evil` is a project in repos, and no repo',
    line: 'there is no grant for it',
  },
  'an nx.json': {
    file: 'repos/python/nx.json',
    content: { plugins: ['./plugin.js'] },
    told: 'python/nx.json:1:1: error[not-granted]: `python` has an nx.json',
    line: '"grants": { "python": { "nxJson": true } }',
  },
};

test.each(Object.keys(CASES))(
  '%s: nothing runs',
  (name) => {
    const { file, content, told, line } = CASES[name]!;
    write(file, content);
    const refused = run();
    expect(refused.status).not.toBe(0);
    expect(refused.output).toContain(told);
    expect(refused.output).toContain(line);
    expect(refused.output).toContain('nothing is run');
    expect(workspace.has('dist/repos/core/resolution.json')).toBe(false);
  },
  60_000,
);

test('graph, show and check go on, and say so', () => {
  write('repos/python/project.json', { name: 'python', targets: { deploy: TOUCH } });
  const shown = run('show', 'project', 'core', '--json');
  expect(shown.status).toBe(0);
  const check = workspace.nx(['run-many', '-t', 'check'], ISOLATED);
  expect(check.output).toContain(
    'error[not-granted]: `python` has a target `deploy` of its own, and the registry does not grant it',
  );
  expect(check.output).toMatch(/✔ +nx run lib:check/);
  expect(run('run', 'python:check').output).toContain('error[not-granted]');
  for (const args of [
    ['run', 'python:deploy'],
    ['run-many', '-t', 'check', 'deploy'],
    ['run-many', '-t', 'check', '-t', 'deploy'],
    ['run-many', '--targets=check,deploy'],
    ['deploy', 'python'],
  ]) {
    const refused = run(...args);
    expect(refused.output).toContain('nothing is run');
    expect(refused.status).not.toBe(0);
  }
  // The same result, once it is granted, is no hit of that one.
  write('repos/registry/nix-repo.json', {
    ...{ kind: 'registry', cycles: 'error' },
    grants: { python: { targets: ['deploy'] } },
  });
  expect(run('run', 'python:check').output).not.toContain('not-granted');
  expect(run().status).toBe(0);
}, 120_000);

test('check is refused, too, where it is what is changed', () => {
  write('repos/python/project.json', { name: 'python', targets: { check: TOUCH } });
  expect(run('run-many', '-t', 'check').output).toContain('nothing is run');
  workspace.remove('repos/python/project.json');
  write('repos/python/inner/project.json', { name: 'inner', targets: { check: TOUCH } });
  expect(run('run-many', '-t', 'check').output).toContain('nothing is run');
}, 60_000);

test("the owner's defaults may say how tasks run, and not what they read", () => {
  const nxJson = JSON.parse(workspace.read('nx.json')) as object;
  const withDefaults = (resolveDefaults: object) =>
    write('nx.json', { ...nxJson, targetDefaults: { resolve: resolveDefaults } });
  withDefaults({ cache: false, parallelism: false, options: { verify: false }, dependsOn: [] });
  expect(run().status).toBe(0);
  withDefaults({ inputs: [] });
  const refused = run();
  expect(refused.output).toContain('nx.json:1:1: error[not-granted]');
  expect(refused.output).toContain('changes `inputs` of the target `resolve`');
  expect(refused.status).not.toBe(0);
}, 60_000);

test("a registry's own targets and tags are its owner's", () => {
  write('repos/registry/project.json', {
    ...{ name: 'registry', tags: ['all'] },
    targets: { hello: { command: 'echo hello of the owner' } },
  });
  expect(run('run', 'registry:hello').output).toContain('hello of the owner');
  write('repos/registry/project.json', {
    name: 'registry',
    targets: { 'emit-registry': { inputs: [] } },
  });
  expect(run().output).toContain('changes `inputs` of the target `emit-registry`');
}, 60_000);

test('while a daemon runs: the next run sees it, and the one after sees that it is gone', () => {
  workspace.dispose();
  workspace = smallWorkspace({ daemon: true });
  expect(run('run', 'python:resolve').status).toBe(0);
  const { file, content, told } = CASES['another command']!;
  write(file, content);
  const refused = run('run', 'python:resolve');
  expect(refused.output).toContain(told);
  expect(refused.status).not.toBe(0);
  // A repo that is not touched by it does not run either: another command could run before it.
  expect(run('run', 'core:resolve').status).not.toBe(0);
  workspace.remove(file);
  expect(run('run', 'python:resolve').status).toBe(0);
}, 120_000);

test('generators of a repo: `nx sync` runs none', () => {
  write('repos/python/generators.json', {
    generators: { mine: { factory: './mine.js', schema: './schema.json' } },
  });
  write('repos/python/schema.json', { type: 'object', properties: {} });
  workspace.write({
    'repos/python/mine.js': `require('fs').writeFileSync(${JSON.stringify(proof)}, '')`,
  });
  const generator = './repos/python/generators.json:mine';
  write('repos/python/project.json', {
    name: 'python',
    targets: { resolve: { syncGenerators: [generator] } },
  });
  for (const args of [['sync'], ['sync:check'], ['run', 'core:check']]) {
    const refused = run(...args);
    expect(refused.output).toContain(`brings the generator ${generator}`);
    expect(refused.status).not.toBe(0);
  }
}, 120_000);

test('a file with variables: not even check runs', () => {
  workspace.write({ 'repos/python/.env': `NODE_OPTIONS=--require=./mine.cjs\n` });
  const refused = run('run', 'python:check');
  expect(refused.output).toContain('`python` has .env, from which Nx takes environment variables');
  expect(refused.status).not.toBe(0);
}, 60_000);
