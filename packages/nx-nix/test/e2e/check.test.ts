import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ISOLATED, type NxRun, type Workspace } from '../../../../tools/testing/workspace';
import { smallWorkspace } from './small-workspace';
import { envelopeIn } from '../../../../tools/testing/json-output';

/** What `check` says, fails for, remembers and compares; in real workspaces with a real Nx. */

const HELLO = 'repos/core/by-name/he/hello/package.nix';
const NIX = 'repos/core/by-name/ni/nix/package.nix';

/** `small-workspace` has an argument that is never used; here nothing is wrong. */
function soundWorkspace(options: { readonly daemon?: boolean } = {}): Workspace {
  const workspace = smallWorkspace(options);
  workspace.write({ [NIX]: '{ python3 }: python3\n' });
  workspace.commit('sound');
  return workspace;
}

function check(workspace: Workspace, ...args: readonly string[]): NxRun {
  return workspace.nx(['run', 'core:check', ...args]);
}

const codes = (problems: unknown): readonly string[] =>
  (problems as readonly { code: string }[]).map(({ code }) => code);

const isHit = ({ output }: NxRun): boolean =>
  /1\/1 hit|read the output from the cache/.test(output);

describe('what is wrong', () => {
  let workspace: Workspace;
  beforeAll(() => {
    workspace = soundWorkspace();
  });
  afterAll(() => workspace.dispose());

  test('nothing: every repo has a check, and all pass', () => {
    const run = workspace.nx(['run-many', '-t', 'check']);
    expect(run.output).toMatch(/Successfully ran target check for 4 projects/);
    expect(run.status).toBe(0);
    expect(isHit(check(workspace))).toBe(true);
  });

  test('of every origin is told by one check alone, where another repo does not parse', () => {
    workspace.write({
      [NIX]: '{ python3, hello }: [ python3 <nixpkgs> ]\n',
      'repos/core/by-name/br/broken/package.nix': '{ }: [\n',
      'repos/core/by-name/wa/wants/package.nix': '{ stdnev }: stdnev\n',
      'repos/python/by-name/he/hello/package.nix': '{ }: 1\n',
      'repos/python/by-name/ba/bad/package.nix': '{ }: {\n',
    });
    const run = check(workspace);
    expect(run.status).not.toBe(0);
    for (const text of [
      'repos/core/by-name/br/broken/package.nix:2:1: error[syntax-error]',
      `${HELLO}:1:1: error[clash]: \`hello\` stands here and at repos/python/by-name/he/hello`,
      `${NIX}:1:12: error[unused-formal]: \`nix\` asks for \`hello\` and never uses it`,
      `${NIX}:1:31: error[search-path]`,
      'repos/core/by-name/wa/wants/package.nix:1:3: error[unknown-name]',
      '5 problems.',
    ]) {
      expect(run.output).toContain(text);
    }
    expect(run.output).not.toContain('ba/bad');
    const python = workspace.nx(['run', 'python:check', '--json']);
    expect(codes(envelopeIn(python.stdout).problems)).toEqual(['syntax-error', 'clash']);
  });

  test('is told in one run of all once, and a failure is no hit', () => {
    const run = workspace.nx(['run-many', '-t', 'check', '--output-style=static']);
    expect(run.status).not.toBe(0);
    expect(run.output.split('error[search-path]')).toHaveLength(2);
    expect(check(workspace).output).toContain('error[syntax-error]');
  });

  test('for machines: --json', () => {
    const run = check(workspace, '--json');
    const { problems, result } = envelopeIn(run.stdout);
    expect(result).toEqual({ repo: 'core', older: [], notes: [] });
    expect(problems[0]).toEqual({
      code: 'syntax-error',
      file: 'repos/core/by-name/br/broken/package.nix',
      line: 2,
      column: 1,
      message: expect.stringContaining('does not parse') as unknown,
      hint: expect.stringContaining('mend') as unknown,
    });
  });

  /** What GitHub's commands and addresses escape, and columns that are not bytes. */
  const odd = 'repos/core/by-name/co/comma,100%/package.nix';
  const oddText = '{ }:\n"é€😀" + "\\."\n';

  test('for GitHub: annotations, by themselves in a workflow, in its columns and escapes', () => {
    workspace.write({ [NIX]: '{ python3, hello }: python3\n', [odd]: oddText });
    const told = check(workspace, '--github').output;
    expect(told).toMatch(
      /^::error file=repos\/core\/by-name\/co\/comma%2C100%25\/package\.nix,line=2,col=11,title=useless-escape::`\\\.` is nothing but `\.` to Nix%0Ahint: .*$/m,
    );
    expect(workspace.nx(['run', 'core:check'], { GITHUB_ACTIONS: 'true' }).output).toContain(
      '::error file=repos/core/by-name/ni/nix/package.nix,line=1,col=12,title=unused-formal::',
    );
    expect(check(workspace).output).not.toContain('::error');
    expect(check(workspace, '--json', '--github').output).not.toContain('::error');
  });

  test('for code scanning: SARIF', () => {
    workspace.write({ [odd]: oddText });
    expect(check(workspace).status).not.toBe(0);
    const own = JSON.parse(workspace.read('dist/repos/core/check.sarif')) as Sarif;
    expectSarif(own);
    const [run] = own.runs;
    const escape = run!.results.find(({ ruleId }) => ruleId === 'useless-escape')!;
    expect(escape.locations[0]!.physicalLocation).toEqual({
      artifactLocation: {
        uri: 'repos/core/by-name/co/comma%2C100%25/package.nix',
        uriBaseId: '%SRCROOT%',
      },
      region: { startLine: 2, startColumn: 11 },
    });

    check(workspace, '--sarif=reports/core.sarif');
    expect(JSON.parse(workspace.read('reports/core.sarif'))).toEqual(own);
    expect(readdirSync(join(workspace.root, 'reports'))).toEqual(['core.sarif']);

    expect(check(workspace, '--sarif=../out.sarif').output).toContain('inside of the workspace');
    const many = workspace.nx(['run-many', '-t', 'check', '--sarif=one.sarif']);
    expect(many.output).toContain('would be written by 4 repos');
    expect(workspace.has('one.sarif')).toBe(false);
  });

  test('nothing any more: a hit brings the SARIF file back', () => {
    workspace.git('checkout', '-q', '.');
    workspace.git('clean', '-qfd', 'repos');
    expect(check(workspace, '--sarif=reports/core.sarif').status).toBe(0);
    workspace.remove('reports');
    expect(isHit(check(workspace, '--sarif=reports/core.sarif'))).toBe(true);
    const { runs } = JSON.parse(workspace.read('reports/core.sarif')) as Sarif;
    expect(runs[0]!.results).toEqual([]);
  });
});

interface SarifRule {
  readonly id: string;
  readonly help: { readonly text: string };
}

interface Sarif {
  readonly version: string;
  readonly runs: readonly {
    readonly tool: {
      readonly driver: { readonly name: string; readonly rules: readonly SarifRule[] };
    };
    readonly columnKind: string;
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly level: string;
      readonly message: { readonly text: string };
      readonly baselineState?: string;
      readonly locations: readonly {
        readonly physicalLocation: {
          readonly artifactLocation: { readonly uri: string; readonly uriBaseId: string };
          readonly region: { readonly startLine: number; readonly startColumn?: number };
        };
      }[];
    }[];
  }[];
}

/** The rules of SARIF 2.1.0 that a log of ours can break (sections 3.4, 3.13, 3.14, 3.19, 3.27 to 3.30). */
function expectSarif(log: Sarif): void {
  expect(log.version).toBe('2.1.0');
  expect(log.runs).toHaveLength(1);
  const [run] = log.runs;
  expect(run!.tool.driver.name).not.toBe('');
  expect(['utf16CodeUnits', 'unicodeCodePoints']).toContain(run!.columnKind);
  const ids = run!.tool.driver.rules.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { id, help } of run!.tool.driver.rules) {
    expect(help.text).toContain(`${id} of nx-nix's docs/problems.md`);
  }
  expect(run!.results.length).toBeGreaterThan(0);
  for (const result of run!.results) {
    expect(ids[result.ruleIndex]).toBe(result.ruleId);
    expect(['none', 'note', 'warning', 'error']).toContain(result.level);
    expect(result.message.text).not.toBe('');
    expect(result.locations).toHaveLength(1);
    const { artifactLocation, region } = result.locations[0]!.physicalLocation;
    // A relative reference (RFC 3986): no scheme, no `/` or `..` to begin with, nothing unescaped.
    expect(artifactLocation.uri).toMatch(
      /^[A-Za-z0-9._~!$&'()*+,;=@%-]+(\/[\w.~!$&'()*+,;=@%:-]+)*$/,
    );
    expect(new URL(artifactLocation.uri, 'file:///srcroot/').pathname).toContain('/srcroot/repos/');
    expect(region.startLine).toBeGreaterThanOrEqual(1);
    expect(region.startColumn ?? 1).toBeGreaterThanOrEqual(1);
  }
}

describe.each([{ daemon: false }, { daemon: true }])('which edits run it ($daemon)', (options) => {
  let workspace: Workspace;
  beforeAll(() => {
    workspace = soundWorkspace(options);
    expect(check(workspace).status).toBe(0);
  });
  afterAll(() => workspace.dispose());

  test('all that it reads, of other repos too', () => {
    expect(isHit(check(workspace))).toBe(true);
    const edits: readonly (readonly [string, string, boolean])[] = [
      [HELLO, '{ stdenv }: [ stdenv ]\n', false],
      ['repos/python/by-name/py/python3/package.nix', '{ stdenv }: [ stdenv ]\n', false],
      ['repos/registry/nix-repo.json', '{ "kind": "registry" }\n', false],
      ['repos/lib/extra.nix', '{ }\n', true],
      ['README.md', 'text\n', true],
    ];
    for (const [file, content, hit] of edits) {
      workspace.write({ [file]: content });
      expect([file, isHit(check(workspace))]).toEqual([file, hit]);
    }
  });

  test('a mode bit, a link and an ignored file, which Nx does not see', () => {
    const { root } = workspace;
    workspace.git('-C', root, 'update-index', '-q', '--refresh');
    const chmod = (mode: string): void => void run('chmod', mode, join(root, HELLO));
    chmod('+x');
    expect(check(workspace).output).toContain('error[executable-file]');
    chmod('-x');
    expect(check(workspace).status).toBe(0);
    const link = join(root, 'repos/core/by-name/he/hello/link');
    run('ln', '-s', 'package.nix', link);
    expect(check(workspace).status).toBe(0);
    run('ln', '-sfn', '../../../default.nix', link);
    expect(check(workspace).output).toContain('error[link-leaves-package]');
    workspace.remove('repos/core/by-name/he/hello/link');
    workspace.write({ '.gitignore': `${workspace.read('.gitignore')}*.ignored.nix\n` });
    const isolated = (): NxRun =>
      workspace.nx(['run', 'core:check'], options.daemon ? {} : ISOLATED);
    workspace.write({ 'repos/core/by-name/he/hello/x.ignored.nix': '1' });
    expect(isolated().status).toBe(0);
    workspace.write({ 'repos/core/by-name/he/hello/x.ignored.nix': '{ x' });
    expect(isolated().output).toContain('error[syntax-error]');
  });

  test('a folder that cannot be a repo: the registry tells', () => {
    expect(workspace.nx(['run', 'registry:check']).status).toBe(0);
    workspace.write({ 'repos/self/nix-repo.json': '{ }\n' });
    const told = workspace.nx(['run', 'registry:check']);
    expect(told.output).toContain('error[bad-repo-name]: the folder repos/self cannot be a repo');
    expect(told.status).not.toBe(0);
  });
});

function run(program: string, ...args: readonly string[]): void {
  const { status } = spawnSync(program, args);
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}`);
}
