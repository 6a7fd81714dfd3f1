/** Worry: the folders no longer show how the code is structured, and nobody notices. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolder } from '../testing/temporary-folder';
import { PROJECT } from '../testing/workspace';

const data = () => import('./rooms.mjs');
const program = join(PROJECT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');

describe('rooms', () => {
  it('are the folders of code that there are', async () => {
    const { packages, tools } = await data();
    for (const { folder, rooms, onlyDoor } of [...packages, tools]) {
      const folders = foldersOfCode(folder);
      expect({ folder, folders: [...folders].sort() }).toEqual({
        folder,
        folders: [...rooms].sort(),
      });
      if (onlyDoor !== undefined) expect(filesIn(folder)).toEqual([onlyDoor]);
    }
  });

  it('hold some twenty files at most', async () => {
    const { packages, tools } = await data();
    const folders = [...packages, tools].flatMap(({ folder }) => foldersIn(folder));
    const full = folders.filter((folder) => filesIn(folder).length > MOST_FILES);
    // One file for each problem: these folders are lists, not rooms.
    expect(full).toEqual([
      'packages/resolver/src/problems',
      'packages/resolver/src/problems/check',
    ]);
  });
});

describe('the picture', () => {
  it('is what the code says', () => {
    const tool = join(PROJECT, 'tools/architecture.mjs');
    const ran = spawnSync(process.execPath, [tool, '--check'], { encoding: 'utf8' });
    expect(ran).toMatchObject({ status: 0, stderr: '' });
  });
});

describe('the rules', () => {
  /** Files that break one rule each; the first file has the forbidden import. */
  const broken: readonly (readonly [what: string, rule: string, files: Record<string, string>])[] =
    [
      [
        'a room that imports one above it',
        '@nx-nix/lambdas/model',
        {
          'packages/lambdas/src/model/upwards.ts': "import '../files/head';",
          'packages/lambdas/src/files/head.ts': '',
        },
      ],
      [
        'a folder that imports one inside of it which stands above it',
        'nx-nix/compare',
        {
          'packages/nx-nix/src/compare/text.ts': "import './report/lines';",
          'packages/nx-nix/src/compare/report/lines.ts': '',
        },
      ],
      [
        'a folder that imports the one around it which stands above it',
        '@nx-nix/resolver/locate/layers',
        {
          'packages/resolver/src/locate/layers/inner.ts': "import type { A } from '../around';",
          'packages/resolver/src/locate/around.ts': 'export type A = 1;',
        },
      ],
      [
        'a folder of a package that no rule is about',
        'folders-of-@nx-nix/lambdas',
        {
          'packages/lambdas/src/forgotten/from.ts': "import '../model/of-forgotten';",
          'packages/lambdas/src/model/of-forgotten.ts': '',
        },
      ],
      [
        'a folder in a room that no rule is about',
        'folders-of-@nx-nix/lambdas-imported',
        {
          'packages/lambdas/src/files/into.ts': "import './forgotten/to';",
          'packages/lambdas/src/files/forgotten/to.ts': '',
        },
      ],
      [
        'a folder of tools that no rule is about',
        'folders-of-tools',
        {
          'tools/forgotten/from.mjs': "import '../soak/of-forgotten.mjs';",
          'tools/soak/of-forgotten.mjs': '',
        },
      ],
      [
        'a room that imports its own package as others do',
        '@nx-nix/lambdas/model',
        {
          'packages/lambdas/src/model/from-outside.ts': "import '..';",
          'packages/lambdas/src/index.ts': '',
        },
      ],
      [
        'a type of a package above',
        'below-@nx-nix/resolver',
        {
          'packages/lambdas/src/model/type.ts': "import type { A } from '@nx-nix/resolver';",
          'packages/resolver/src/index.ts': 'export type A = 1;',
        },
      ],
      [
        'a way into a package beside its door',
        'door-of-@nx-nix/resolver',
        {
          'packages/nx-nix/src/nix/run-nix.ts': "import '../../../resolver/src/names/names';",
          'packages/resolver/src/names/names.ts': '',
        },
      ],
      [
        'two files in a circle of types',
        'no-circle',
        {
          'packages/files/src/a.ts': "import type { B } from './b'; export type A = B;",
          'packages/files/src/b.ts': "import type { A } from './a'; export type B = A;",
        },
      ],
      [
        'a library that is none of its business',
        'libraries-of-@nx-nix/resolver',
        {
          'packages/resolver/src/names/library.ts': "import 'execa';",
          'node_modules/execa/package.json': '{ "name": "execa", "main": "index.js" }',
          'node_modules/execa/index.js': '',
        },
      ],
      [
        'a process that is started elsewhere',
        'starts-processes',
        { 'packages/nx-nix/src/base/start.ts': "import 'node:child_process';" },
      ],
      [
        'code that imports what tests are made of',
        'tests-only-for-tests',
        {
          'packages/files/src/tested.ts': "import '../../../tools/testing/workspace';",
          'tools/testing/workspace.ts': '',
        },
      ],
      [
        'a tool that is to leave and knows another one',
        'leaving-check-tree',
        { 'tools/check-tree/check.mjs': "import '../soak/laws.mjs';", 'tools/soak/laws.mjs': '' },
      ],
      [
        'an import that leads nowhere',
        'found',
        { 'packages/files/src/lost.ts': "import './gone';" },
      ],
    ];
  let said: string;

  beforeAll(() => {
    const folder = temporaryFolder('architecture');
    const write = (file: string, text: string): void => {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    };
    for (const file of [
      '.dependency-cruiser.mjs',
      'tsconfig.json',
      'tsconfig.base.json',
      'tools/architecture/rooms.mjs',
      'tools/architecture/rules.mjs',
    ]) {
      write(file, readFileSync(join(PROJECT, file), 'utf8'));
    }
    for (const [, , files] of broken) {
      for (const [file, text] of Object.entries(files)) write(file, text);
    }
    const ran = spawnSync(process.execPath, [program, 'packages', 'tools'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(ran.status).not.toBe(0);
    said = ran.stdout;
  });

  it.each(broken)('forbid %s', (_what, rule, files) => {
    expect(said).toContain(`error ${rule}: ${Object.keys(files)[0]!} →`);
  });
});

describe('names', () => {
  it.each(readdirSync(join(PROJECT, 'packages')))('stand for one thing in %s', async (name) => {
    const { namesUsedTwice } = await import('./names-used-twice.mjs');
    const twice = namesUsedTwice(join(PROJECT, 'packages', name, 'src'));
    expect(twice).toEqual({});
  });
});

const MOST_FILES = 22;

/** The folders below a folder with files that can import something, by path from it. */
function foldersOfCode(folder: string): readonly string[] {
  const inside = foldersIn(folder).slice(1);
  return inside
    .filter((one) => filesIn(one).some((file) => /\.[cm]?[jt]s$/.test(file)))
    .map((one) => one.slice(folder.length + 1));
}

function filesIn(folder: string): readonly string[] {
  const entries = readdirSync(join(PROJECT, folder), { withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

function foldersIn(folder: string): readonly string[] {
  const inside = readdirSync(join(PROJECT, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => foldersIn(`${folder}/${name}`));
  return [folder, ...inside];
}
