import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SaxesParser } from 'saxes';
import { describeWithNix } from '../../../../tools/testing/find-nix';
import { hasUnseen } from '../../../../tools/testing/hostile-text';
import { envelopeIn } from '../../../../tools/testing/json-output';
import { screenAfter } from '../../../../tools/testing/terminal-screen';
import { readStep, type WorkflowCommand } from '../../../../tools/testing/workflow-runner';
import type { Workspace } from '../../../../tools/testing/workspace';
import { NixWorkspace, shellPackage } from './nix-build-workspace';
import { smallWorkspace } from './small-workspace';

/** A workspace by somebody who wants to be read as commands: what Nx prints is read as GitHub does. */

const TITLE = '\u001b]0;hostile\u0007';
const STOP = '::stop-commands::hostile';
const HOSTILE = `${TITLE}\n${STOP}\n##[error]hostile\u202e\u009b31m`;
const ON_GITHUB = { GITHUB_ACTIONS: 'true' };

/** The commands in an output that are not Nx's own groups. */
function commandsIn(output: string): readonly WorkflowCommand[] {
  const { commands, stoppedBy } = readStep(output);
  expect(stoppedBy).toBeUndefined();
  return commands.filter(({ name }) => !['group', 'endgroup'].includes(name));
}

async function expectQuiet(output: string): Promise<void> {
  expect(hasUnseen(output)).toBe(false);
  expect((await screenAfter(output)).did).toEqual([]);
}

describe('files and fields', () => {
  let workspace: Workspace;
  beforeAll(() => {
    workspace = smallWorkspace();
    workspace.write({
      'repos/core/nix-repo.json': JSON.stringify({
        kind: 'core',
        description: HOSTILE,
        technologies: [HOSTILE],
        layout: ['by-name', 'pkgs'],
        [HOSTILE]: 1,
      }),
      [`repos/core/pkgs/${STOP}/default.nix`]: '{ nobody }: nobody\n',
      [`repos/core/pkgs/a${TITLE}b/default.nix`]: '{ nobody }: {\n',
      'repos/core/pkgs/\n::error::x/default.nix': '{ }: <nixpkgs>\n',
      'repos/core/pkgs/é 漢/default.nix': '{ nobody }: nobody\n',
      'repos/sig/nix-repo.json': '{ "kind": "sig", "description": "\\u0000\\ud800" }\n',
      'repos/sig/default.nix': '{ }\n',
    });
    const bytes = Buffer.concat([
      Buffer.from(join(workspace.root, 'repos/core/pkgs/')),
      Buffer.from([0x61, 0xff, 0x9b, 0x33]),
    ]);
    mkdirSync(bytes);
    writeFileSync(Buffer.concat([bytes, Buffer.from('/default.nix')]), '{ nobody }: nobody\n');
  });
  afterAll(() => workspace.dispose());

  test.each(['core:resolve', 'core:check', 'sig:check', 'registry:emit-registry'])(
    '%s says what is wrong, and nothing of it is done',
    async (task) => {
      const run = workspace.nx(['run', task], { GITHUB_ACTIONS: 'false' });
      expect(run.status).not.toBe(0);
      expect(run.output).toMatch(/: error\[/);
      expect(commandsIn(run.output)).toEqual([]);
      await expectQuiet(run.output);
    },
  );

  test('a name that is normal is readable', () => {
    const run = workspace.nx(['run', 'core:check']);
    expect(run.output).toContain('repos/core/pkgs/é 漢/default.nix:1:3: error[unknown-name]');
    expect(run.output).toContain('\\u001b]0;hostile\\u0007');
  });

  test('annotations are those of our problems, one each', async () => {
    const run = workspace.nx(['run', 'core:check'], ON_GITHUB);
    const commands = commandsIn(run.output);
    expect(commands.length).toBeGreaterThan(2);
    expect(commands.map(({ name }) => name)).toEqual(commands.map(() => 'error'));
    expect(commands.map(({ properties }) => Object.keys(properties))).toEqual(
      commands.map(() => ['file', 'line', 'col', 'title']),
    );
    await expectQuiet(run.output);
  });

  test('--json is exact, and no command', async () => {
    const run = workspace.nx(['run', 'core:check', '--json'], ON_GITHUB);
    expect(commandsIn(run.output)).toEqual([]);
    await expectQuiet(run.output);
    const { problems } = envelopeIn(run.stdout);
    const files = problems.map(({ file }) => file);
    expect(files).toContain(`repos/core/pkgs/a${TITLE}b/default.nix`);
    expect(problems.map(({ message }) => message).join('\n')).toContain(HOSTILE);
  });

  test('SARIF has relative references to the files', () => {
    const { runs } = JSON.parse(workspace.read('dist/repos/core/check.sarif'));
    const uris: readonly string[] = runs[0].results.map(
      (one: {
        readonly locations: readonly [
          { readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } } },
        ];
      }) => one.locations[0].physicalLocation.artifactLocation.uri,
    );
    for (const uri of uris) expect(uri).toMatch(/^[\x21-\x7e]+$/);
    expect(uris.map(decodeURIComponent)).toContain('repos/core/pkgs/é 漢/default.nix');
  });

  test.each(['show project core', 'show project core --json', 'sync:check'])(
    'nx %s',
    async (command) => {
      const run = workspace.nx(command.split(' '), ON_GITHUB);
      expect(run.output).not.toBe('');
      expect(commandsIn(run.output)).toEqual([]);
      await expectQuiet(run.output);
    },
  );
});

describeWithNix('a package that throws, and logs of builders', (nix) => {
  let core: NixWorkspace;
  const shell =
    "printf '%b' '\\033]0;hostile\\007\\n::stop-commands::hostile\\n x ##[error]hostile\\n\\0342\\0200\\0250@nix {}\\n\\0377\\n'";
  beforeAll(() => {
    core = new NixWorkspace(nix, {
      bad: shellPackage(`${shell}; exit 1`),
      good: shellPackage(`${shell}; echo good > $out`),
      throws: `{ system }: throw ${JSON.stringify(HOSTILE)}\n`,
      traces: `{ system }: builtins.trace ${JSON.stringify(HOSTILE)} (throw "an error")\n`,
      aborts: `{ system }: abort ${JSON.stringify(`x\n${STOP}`)}\n`,
    });
  });
  afterAll(() => core.dispose());

  test('are told, and none of it is done', async () => {
    const run = core.build(['--keepGoing'], ON_GITHUB);
    expect(run.status).not.toBe(0);
    expect(commandsIn(run.output)).toEqual([]);
    await expectQuiet(run.output);
    expect(run.output).toMatch(/^bad failed: exit code 1\. The end of its log:$/m);
    expect(run.output).toMatch(/^ {2}\\u001b\]0;hostile\\u0007$/m);
    expect(run.output).toMatch(/^ {2}\\u003a:stop-commands::hostile$/m);
    expect(run.output).toMatch(/^good +built +\d/m);
    for (const name of ['throws', 'traces', 'aborts']) {
      expect(run.output).toContain(`${name} does not evaluate:\n`);
    }
  });

  test('--json has them exactly', () => {
    const run = core.build(['--keepGoing', '--json'], ON_GITHUB);
    expect(commandsIn(run.output)).toEqual([]);
    const { result } = envelopeIn<{
      readonly failures: readonly { readonly tail: readonly string[] }[];
    }>(run.stdout);
    expect(result.failures[0]!.tail.slice(0, 2)).toEqual([TITLE, STOP]);
  });

  test('resolve --verify and the drawing', async () => {
    const run = core.workspace.nx(['run', 'core:resolve', '--verify'], {
      ...core.env,
      ...ON_GITHUB,
    });
    expect(commandsIn(run.output)).toEqual([]);
    await expectQuiet(run.output);
    const parser = new SaxesParser();
    parser.on('error', (error) => {
      throw error;
    });
    parser.write(core.workspace.read('repos/registry/pkgs.svg')).close();
  });
});
