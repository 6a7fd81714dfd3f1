import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ISOLATED, type Workspace } from '../../../../tools/testing/workspace';
import { LAMBDAS, smallWorkspace } from './small-workspace';

/** The project graph of a real workspace, as a real Nx sees it. */

interface Graph {
  readonly nodes: Readonly<Record<string, { readonly data: Project }>>;
  readonly dependencies: Readonly<
    Record<string, readonly { readonly target: string; readonly type: string }[]>
  >;
}

interface Project {
  readonly root: string;
  readonly tags: readonly string[];
  readonly metadata: {
    readonly description: string;
    readonly technologies: readonly string[];
    readonly nix: {
      readonly kind: string;
      readonly uses: Readonly<Record<string, { readonly edges: number; readonly first: string }>>;
    };
  };
  readonly targets: Readonly<Record<string, unknown>>;
}

function graphOf(workspace: Workspace, env: Readonly<Record<string, string>> = {}): Graph {
  const run = workspace.nx(['graph', '--file=dist/graph.json'], env);
  if (run.status !== 0) throw new Error(run.output);
  return (JSON.parse(workspace.read('dist/graph.json')) as { graph: Graph }).graph;
}

function targets(graph: Graph, project: string): readonly string[] {
  return (graph.dependencies[project] ?? []).map(({ target }) => target).sort();
}

describe('projects', () => {
  let workspace: Workspace;
  beforeAll(() => (workspace = smallWorkspace()));
  afterAll(() => workspace.dispose());

  test('each repo is one, with what it says of itself', () => {
    const run = workspace.nx(['show', 'project', 'core', '--json'], ISOLATED);
    const core = JSON.parse(run.stdout) as Project;
    expect(core.root).toBe('repos/core');
    expect(core.tags).toEqual(['nix', 'nix:core']);
    expect(core.metadata.description).toBe('The core');
    expect(Object.keys(core.targets).sort()).toEqual(['check', 'nix-build', 'resolve']);
    expect(core.metadata.nix.uses['python']).toEqual({
      edges: 1,
      first: 'nix asks for python3 (by-name/ni/nix/package.nix)',
    });
  });

  test('edges come from formals, in circles too, with no nix on PATH', () => {
    const bin = mkdtempSync(join(tmpdir(), 'nx-nix-bin-'));
    try {
      symlinkSync(process.execPath, join(bin, 'node'));
      const graph = graphOf(workspace, { PATH: bin });
      expect(targets(graph, 'core')).toEqual(['python']);
      expect(targets(graph, 'python')).toEqual(['core']);
      expect(targets(graph, 'registry')).toEqual(['core', 'lib', 'python']);
      expect(targets(graph, 'lib')).toEqual([]);
      expect(graph.dependencies['core']?.[0]?.type).toBe('implicit');
    } finally {
      rmSync(bin, { recursive: true });
    }
  });

  test('a file that does not parse leaves a graph', () => {
    const file = 'repos/core/by-name/he/hello/package.nix';
    const good = workspace.read(file);
    workspace.write({ [file]: '{ stdenv }: {\n' });
    const graph = graphOf(workspace);
    expect(targets(graph, 'core')).toEqual(['python']);
    workspace.write({ [file]: good });
  });

  test('a new repo is a project at once, and the registry leans on it', () => {
    workspace.write({
      'repos/rust/default.nix': LAMBDAS,
      'repos/rust/nix-repo.json': '{ "kind": "sig" }\n',
      'repos/rust/packages/rustc/package.nix': '{ stdenv, nix }: nix\n',
    });
    const graph = graphOf(workspace);
    expect(targets(graph, 'rust')).toEqual(['core']);
    expect(targets(graph, 'registry')).toContain('rust');
    workspace.remove('repos/rust');
  });

  test('a repo that has another name for Nx keeps its edges and its task', () => {
    const registry = workspace.read('repos/registry/nix-repo.json');
    const grants = { core: { projectName: 'the-core' } };
    workspace.write({
      'repos/core/project.json': '{ "name": "the-core" }\n',
      'repos/registry/nix-repo.json': JSON.stringify({ ...JSON.parse(registry), grants }),
    });
    const graph = graphOf(workspace);
    expect(targets(graph, 'python')).toEqual(['the-core']);
    expect(targets(graph, 'registry')).toEqual(['lib', 'python', 'the-core']);
    const run = workspace.nx(['run', 'registry:emit-registry']);
    expect([run.status, run.output]).toEqual([0, expect.stringContaining('the-core:resolve')]);
    workspace.remove('repos/core/project.json');
    workspace.write({ 'repos/registry/nix-repo.json': registry });
  });

  test('a folder whose name cannot be a repo is none, and that is said', () => {
    workspace.write({ 'repos/a(b)/nix-repo.json': '{ "kind": "sig" }\n' });
    expect(Object.keys(graphOf(workspace).nodes)).not.toContain('a(b)');
    const run = workspace.nx(['sync:check'], ISOLATED);
    expect(run.status).not.toBe(0);
    expect(run.output).toContain('repos/a(b)/nix-repo.json:1:1: error[bad-repo-name]');
    workspace.remove('repos/a(b)');
  });
});

describe.each([{ daemon: false }, { daemon: true }])(
  'a package that moves ($daemon)',
  (options) => {
    test('takes its edges along', () => {
      const workspace = smallWorkspace(options);
      try {
        expect(targets(graphOf(workspace), 'core')).toEqual(['python']);
        const from = 'repos/core/by-name/ni/nix/package.nix';
        const text = workspace.read(from);
        workspace.remove(dirname(from)).write({ 'repos/python/by-name/ni/nix/package.nix': text });
        const moved = graphOf(workspace);
        // nix was core's only package that asked for one of python's.
        expect(targets(moved, 'core')).toEqual([]);
        expect(targets(moved, 'python')).toEqual(['core']);
        const back = workspace.remove('repos/python/by-name/ni').write({ [from]: text });
        expect(targets(graphOf(back), 'core')).toEqual(['python']);
      } finally {
        workspace.dispose();
      }
    });
  },
);

describe('affected', () => {
  test('selects the repo of an edit and whoever leans on it', () => {
    const workspace = smallWorkspace();
    try {
      workspace.write({ 'repos/registry/README.md': 'text\n' });
      workspace.commit();
      const projects = (...args: string[]): readonly string[] =>
        workspace
          .nx(['show', 'projects', '--affected', ...args])
          .stdout.trim()
          .split('\n')
          .sort();
      expect(projects('--files=repos/python/by-name/py/python3/package.nix')).toEqual([
        'core',
        'python',
        'registry',
      ]);
      // The registry's files are inputs of every build.
      expect(projects('--files=repos/registry/README.md')).toEqual(['core', 'python', 'registry']);
    } finally {
      workspace.dispose();
    }
  });
});
