/** Worry: a program that reads `--json` gets nothing, or something else than the page says. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { envelopeIn, type Envelope } from '../../../../tools/testing/json-output';
import { PROJECT, type Workspace } from '../../../../tools/testing/workspace';
import { smallWorkspace } from './small-workspace';

const KEYS = ['command', 'project', 'success', 'problems', 'error', 'result'];

/** Field names by command, as docs/reference/json-output.md has them. */
function documented(): ReadonlyMap<string, ReadonlySet<string>> {
  const page = readFileSync(join(PROJECT, 'docs/reference/json-output.md'), 'utf8');
  const fields = new Map<string, Set<string>>();
  let command = '';
  for (const row of page.slice(page.indexOf('## Fields of result')).split('\n')) {
    const [, first = '', second = ''] = row.split('|').map((cell) => cell.trim());
    command = /^`(.*)`$/.exec(first)?.[1] ?? command;
    const names = [...second.matchAll(/`([^`]+)`/g)].map(([, name]) => name!);
    fields.set(command, new Set([...(fields.get(command) ?? []), ...names]));
  }
  return fields;
}

let workspace: Workspace;
beforeAll(() => {
  workspace = smallWorkspace();
  workspace.commit();
});
afterAll(() => workspace.dispose());

function run(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Envelope<unknown> {
  const ran = workspace.nx(['run', ...args, '--json'], env);
  const envelope = envelopeIn<unknown>(ran.stdout);
  expect(Object.keys(envelope)).toEqual(KEYS);
  expect(ran.status === 0).toBe(envelope.success);
  return envelope;
}

test('an object of any size comes whole, though Nx breaks it into lines', () => {
  const file = 'repos/core/by-name/wi/wide/package.nix';
  const formals = Array.from({ length: 2000 }, (_, i) => `nobody-has-this-${i}`);
  workspace.write({ [file]: `{ ${formals.join(', ')} }:\n1\n` });
  const { stdout } = workspace.nx(['run', 'registry:emit-registry', '--json']);
  const text = stdout.slice(stdout.indexOf('{"command":"emit-registry"')).replaceAll('\n', '');
  const end = text.indexOf('"written":[]}}');
  const envelope = JSON.parse(`${text.slice(0, end)}"written":[]}}`) as Envelope<unknown>;
  expect(envelope.problems).toHaveLength(2000);
  workspace.remove('repos/core/by-name/wi');
});

test.each([
  [['core:check', '--base=nosuchrev'], /^--base=nosuchrev: .* has no revision "nosuchrev"$/],
  [['core:check', '--base='], /^--base=: .* has no revision ""$/],
  [['core:check', '--sarif=../out.sarif'], /^--sarif is a file inside of the workspace/],
  [['core:resolve', '--verify'], /^NX_NIX_BIN is \/nowhere/],
  [['registry:emit-registry', '--exclude-task-dependencies'], /^emit-registry needs the resolve/],
  [['core:nix-build'], /^NX_NIX_BIN is \/nowhere/],
  [['registry:compare', '--against=nowhere'], /^NX_NIX_BIN is \/nowhere/],
  [['registry:lock', '--update=nonsense'], /^--update: there is no input "nonsense"/],
])('%s fails before it begins, and says why', (args, message) => {
  const envelope = run(args, { NX_NIX_BIN: '/nowhere' });
  expect(envelope).toMatchObject({ success: false, problems: [], result: null });
  expect(envelope.error).toEqual({
    kind: 'user',
    message: expect.stringMatching(message) as string,
  });
});

test.each([
  [['core:check', '--base=HEAD']],
  [['core:resolve']],
  [['registry:emit-registry']],
  [['registry:lock']],
  [['registry:lock', '--check']],
])('%s has the fields that the page has', (args) => {
  const { command, success, error, result } = run(args);
  expect([success, error]).toEqual([true, null]);
  const known = documented().get(command)!;
  expect(Object.keys(result as object).filter((name) => !known.has(name))).toEqual([]);
});

/** What the page says under "Where no object comes". */
test.each([
  ['a task it depends on failed', ['registry:emit-registry'], /python:resolve/],
  ['Nx refuses the options', ['core:check', '--nonsense'], /'nonsense' is not found in schema/],
  ['there is no such target', ['core:nothing'], /Cannot find target "nothing"/],
])('where %s, no object comes, and Nx says why', (_, args, why) => {
  const broken = smallWorkspace();
  broken.write({ 'repos/python/nix-repo.json': '{ "kind": ' });
  const ran = broken.nx(['run', ...args, '--json']);
  broken.dispose();
  expect(ran.status).not.toBe(0);
  expect(ran.stdout).not.toContain('{"command"');
  expect(ran.output).toMatch(why);
});
