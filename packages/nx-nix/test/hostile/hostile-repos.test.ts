/**
 * Repos that try what they may not. Each case is data in `cases`, and what is said of it stands in
 * `expected`. Whatever it is: nothing throws, the other repos are read as before, and nothing outside
 * of the workspace is read or written. NX_NIX_UPDATE_EXPECTED=1 writes what is said, to be read before
 * it is committed.
 */
import '../lock/own-data-directory';
import { join } from 'node:path';
import { describeWithNix } from '../../../../tools/testing/find-nix';
import { temporaryFolder } from '../../../../tools/testing/temporary-folder';
import { readableFolders } from '../../src/base/readable-folders';
import { registryAccess } from '../../src/base/registry-access';
import { askNix, type NixRun } from '../../src/nix/run-nix';
import { REPO_CASES } from './cases/repo-cases';
import { expectedOf, UPDATES, writeExpected } from './expected-texts';
import { HostileWorkspace, SECRET, type Outcome } from './hostile-workspace';
import { KINDS, type HostileKind } from './kinds';

const folder = temporaryFolder('hostile');
const alone = new HostileWorkspace(join(folder, 'alone'));
const outcomeAlone = once(() => alone.outcome());
const kinds = (Object.keys(KINDS) as readonly HostileKind[]).filter((kind) =>
  REPO_CASES.some((one) => one.kind === kind),
);

/** Each case with its workspace, which is made and read once. */
const tried = REPO_CASES.map((one, i) => {
  const workspace = once(() => new HostileWorkspace(join(folder, String(i)), one));
  const before = once(() => workspace().stateOutside());
  const outcome = once(() => (before(), workspace().outcome()));
  return { ...one, workspace, before, outcome };
});

test('no two cases have one name', () => {
  const names = REPO_CASES.map(({ name }) => name);
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
});

test('without a hostile repo, all is well', async () => {
  expect((await outcomeAlone()).lines).toEqual(['the registry is written']);
});

describe.each(kinds)('%s:', (kind) => {
  const ofKind = tried.filter((one) => one.kind === kind);

  if (UPDATES) {
    test('what is said', async () => {
      const said = new Map<string, readonly string[]>();
      for (const { name, outcome } of ofKind) said.set(name, (await outcome()).lines);
      writeExpected(kind, said);
    });
  }

  test('each has what is said of it, and there is nothing else', () => {
    expect([...expectedOf(kind).keys()]).toEqual(ofKind.map(({ name }) => name));
  });

  test.each(ofKind.map((one) => [one.name, one] as const))('%s', async (name, one) => {
    const outcome = await one.outcome();
    expect(outcome.lines).toEqual(expectedOf(kind).get(name));
    // What Nix is asked about has to be written.
    if (one.values ?? one.refused) expect(outcome.generated).toBeDefined();
    expect(outcome.bystanders).toBe((await outcomeAlone()).bystanders);
    expect(one.workspace().stateOutside()).toBe(one.before());
    expectHarmless(outcome);
  });
});

function expectHarmless({ shown, kept, printed, generated = {} }: Outcome): void {
  const everything = `${shown}${kept}${JSON.stringify(generated)}`;
  expect(everything).not.toContain(SECRET);
  expect(everything).not.toMatch(/root:[x*]:0:/);
  // Nothing that a terminal takes for a command, or shows in another order than it is.
  expect(printed.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_C}\u2028\u2029]/u);
  expect(generated['pkgs.svg'] ?? '').not.toMatch(/<script|<foreignObject|href="javascript:/i);
  for (const name of Object.keys(generated)) {
    if (name.endsWith('.json')) expect(() => JSON.parse(generated[name]!) as unknown).not.toThrow();
  }
}

describeWithNix('asked of Nix', ({ bin, env }) => {
  beforeAll(() => void Object.assign(process.env, env));

  /** Evaluates an expression as the packages of some of these registries are evaluated. */
  const evaluate = (expression: string, of: readonly HostileWorkspace[]): Promise<NixRun> => {
    const accesses = of.map(({ workspace }) => {
      const { folders, ...access } = registryAccess(workspace, 'repos/registry');
      return {
        ...access,
        folders: [...readableFolders(join(workspace, 'repos/registry')), ...folders],
      };
    });
    const access = {
      folders: accesses.flatMap(({ folders }) => folders),
      sources: accesses.flatMap(({ sources }) => sources),
    };
    return askNix({
      nix: { bin, isOnPath: false },
      program: 'nix-instantiate',
      access: { kind: 'set', ...access },
      args: ['--eval', '--strict', '--json', '--read-write-mode', '--expr', expression],
    });
  };

  test('those that are taken are what they say', async () => {
    const taken = tried.filter(({ values }) => values !== undefined);
    for (const one of taken) await one.outcome();
    const made = taken.map(({ workspace }) => workspace().withLib());
    const all = taken.map(({ values }, i) =>
      Object.keys(values!).map((path) => lookUp(made[i]!, path)),
    );
    const { stdout, stderr } = await evaluate(
      `[ ${all.map((list) => `[ ${list.join(' ')} ]`).join('\n')} ]`,
      made,
    );
    if (stderr.includes('error:')) throw new Error(stderr);
    const found = (JSON.parse(stdout) as unknown[][]).map((list, i) => [taken[i]!.name, ...list]);
    expect(found).toEqual(taken.map(({ name, values }) => [name, ...Object.values(values!)]));
    expect(stdout).not.toContain(SECRET);
  });

  const refused = tried.filter((one) => one.refused !== undefined);
  test.each(refused.map((one) => [one.name, one] as const))('Nix refuses: %s', async (_, one) => {
    await one.outcome();
    const workspace = one.workspace().withLib();
    const [path, words] = one.refused!;
    const { status, stdout, stderr } = await evaluate(lookUp(workspace, path), [workspace]);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(words);
    expect(stderr).not.toContain(SECRET);
    expect(workspace.stateOutside()).toBe(one.before());
    expect(await evaluate(lookUp(workspace, '["good"]'), [workspace])).toMatchObject({
      stdout: '"good other"',
    });
  });
});

/** A package of the registry of a workspace, by the JSON of its path, as Nix text. */
function lookUp({ workspace }: HostileWorkspace, path: string): string {
  const registry = `import ${workspace}/repos/registry { system = "x86_64-linux"; }`;
  const text = JSON.stringify(path).replaceAll('${', '\\${');
  return `(builtins.foldl' (set: name: set.\${name}) (${registry}) (builtins.fromJSON ${text}))`;
}

/** A function that makes its value when it is first asked for. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
