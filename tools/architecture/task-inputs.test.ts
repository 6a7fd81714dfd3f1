/** Worry: a task is a hit, although a file that it imports has changed. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { Cruised } from './arrows.mjs';
import { PROJECT } from '../testing/workspace';

/** An input as nx.json and project.json have it; one that is an object names no files. */
type Input = string | Readonly<Record<string, unknown>>;

interface Project {
  readonly name: string;
  readonly folder: string;
  readonly namedInputs: Readonly<Record<string, readonly Input[]>>;
  /** Names of projects in this workspace, with those that they depend on. */
  readonly dependencies: readonly string[];
}

const { namedInputs, targetDefaults } = json('nx.json') as {
  readonly namedInputs: Project['namedInputs'];
  readonly targetDefaults: Readonly<Record<string, { readonly inputs: readonly Input[] }>>;
};
const projects = readdirSync(join(PROJECT, 'packages')).map(projectIn);
let cruise: Cruised;

beforeAll(async () => {
  const { cruised } = await import('./cruised.mjs');
  cruise = cruised(PROJECT);
});

test.each(projects)('all that files of $name import is an input of its tasks', (project) => {
  const files = reached(project.folder);
  expect(files.size).toBeGreaterThan(5);
  for (const target of ['typecheck', 'lint', 'test']) {
    const patterns = filesOf(targetDefaults[target]!.inputs, project);
    const missing = [...files].filter((file) => !isAmong(file, patterns));
    expect({ target, missing }).toEqual({ target, missing: [] });
  }
});

test('what the inputs of one package are is not said for another one', () => {
  const project = projects.find(({ name }) => name === 'files')!;
  const patterns = filesOf(targetDefaults['test']!.inputs, project);
  expect(isAmong('packages/files/test/nar-hash.test.ts', patterns)).toBe(true);
  expect(isAmong('packages/files/README.md', patterns)).toBe(false);
  expect(isAmong('tools/soak/laws.mjs', patterns)).toBe(false);
});

/** The files below a folder, and those that they import, with what these import. */
function reached(folder: string): ReadonlySet<string> {
  const imports = new Map(
    cruise.modules.map(({ source, dependencies }) => [source, dependencies] as const),
  );
  const found = new Set([...imports.keys()].filter((file) => file.startsWith(`${folder}/`)));
  for (const file of found) {
    for (const { resolved } of imports.get(file) ?? []) {
      if (/^(packages|tools)\//.test(resolved) && imports.has(resolved)) found.add(resolved);
    }
  }
  return found;
}

/** The patterns of files that inputs stand for, from the root of the workspace. */
function filesOf(inputs: readonly Input[], project: Project): readonly string[] {
  return inputs.flatMap((input): readonly string[] => {
    if (typeof input !== 'string') return [];
    if (input.startsWith('^')) {
      const others = projects.filter(({ name }) => project.dependencies.includes(name));
      return others.flatMap((other) => filesOf([input.slice(1)], other));
    }
    if (!input.includes('{')) return filesOf(project.namedInputs[input]!, project);
    return [input.replace('{projectRoot}', project.folder).replace('{workspaceRoot}/', '')];
  });
}

function isAmong(file: string, patterns: readonly string[]): boolean {
  const matches = (pattern: string): boolean => posix.matchesGlob(file, pattern);
  return (
    patterns.some((pattern) => !pattern.startsWith('!') && matches(pattern)) &&
    !patterns.some((pattern) => pattern.startsWith('!') && matches(pattern.slice(1)))
  );
}

function projectIn(packageFolder: string): Project {
  const folder = `packages/${packageFolder}`;
  const own = json(`${folder}/project.json`) as { namedInputs?: Project['namedInputs'] };
  return {
    name: packageFolder,
    folder,
    namedInputs: { ...namedInputs, ...own.namedInputs },
    dependencies: dependenciesOf(packageFolder),
  };
}

/** The folders of the packages that a package depends on, directly or not. */
function dependenciesOf(packageFolder: string): readonly string[] {
  const { dependencies = {} } = json(`packages/${packageFolder}/package.json`) as {
    dependencies?: Readonly<Record<string, string>>;
  };
  const direct = Object.keys(dependencies)
    .filter((name) => name.startsWith('@nx-nix/'))
    .map((name) => name.slice('@nx-nix/'.length));
  return [...new Set(direct.flatMap((name) => [name, ...dependenciesOf(name)]))];
}

function json(file: string): unknown {
  return JSON.parse(readFileSync(join(PROJECT, file), 'utf8'));
}
