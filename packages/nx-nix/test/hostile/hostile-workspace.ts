import { createHash } from 'node:crypto';
import {
  cpSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { writeFilesBeside } from '@nx-nix/files';
import {
  allProblems,
  placeText,
  type Problem,
  problemJson,
  problemText,
  registryFiles,
  repoFoldersIn,
  resolutionOf,
  lineText,
  type Workspace,
} from '@nx-nix/resolver';
import { PROJECT } from '../../../../tools/testing/workspace';
import { problemsText } from '../../src/boundary/terminal';
import { checkWorkspace } from '../../src/check/check-workspace';
import { annotation } from '../../src/executors/check/annotations';
import { Columns } from '../../src/executors/check/columns';
import { sarif } from '../../src/executors/check/sarif';
import { dataDirectory } from '../../src/workspace/nx-internal';
import { hasRepoName } from '../../src/workspace/repos';
import { filled, type HostileCase, type HostileFiles, type Where } from './hostile-case';

/** It stands in every file outside; what reads one of them has it. */
export const SECRET = 'secretCanary';

/** What lies outside of the workspace, in every form in which something could be taken. */
const OUTSIDE: Readonly<Record<string, string>> = {
  'default.nix': `{ ${SECRET} }: "${SECRET}"\n`,
  'package.nix': `{ ${SECRET} }: "${SECRET}"\n`,
  'value.nix': `"${SECRET}"\n`,
  'flake.nix': `{ inputs.${SECRET}.url = "path:/${SECRET}"; outputs = _: { secret = "${SECRET}"; }; }\n`,
  'nix-repo.json': `{ "kind": "sig", "description": "${SECRET}", "${SECRET}": 1 }\n`,
  'stable.json': `{ "url": "github:${SECRET}/${SECRET}", "${SECRET}": 1 }\n`,
  'by-name/se/secret/package.nix': `{ ${SECRET} }: "${SECRET}"\n`,
};

const LAMBDAS = '{ lib }: lib.useByName { inherit lib; path = ./.; }\n';

/** Two repos that lean on each other, and have nothing to do with the hostile one. */
const BYSTANDERS: Readonly<Record<string, string>> = {
  'repos/lib/nix-repo.json': '{ "kind": "lib" }\n',
  'repos/registry/nix-repo.json': '{ "kind": "registry" }\n',
  'repos/good/nix-repo.json': '{ "kind": "core" }\n',
  'repos/good/default.nix': LAMBDAS,
  'repos/good/by-name/go/good/package.nix': '{ other }: "good ${other}"\n',
  'repos/other/nix-repo.json': '{ "kind": "sig" }\n',
  'repos/other/default.nix': LAMBDAS,
  'repos/other/by-name/ot/other/package.nix': '{ }: "other"\n',
  'repos/other/by-name/to/tools/packages.nix': '{ ... }: { toolSet.saw = { }: "saw"; }\n',
};

/** What is known of a workspace after everything that reads it has read it. */
export interface Outcome {
  /** `file:line:column code`, files from the hostile repo's folder; and whether the registry is written. */
  readonly lines: readonly string[];
  /** Everything that a person or a program is given: what `check` prints, in its four forms. */
  readonly shown: string;
  /** What it prints on a terminal. */
  readonly printed: string;
  /** What is kept for later tasks: resolutions, readings. */
  readonly kept: string;
  /** The generated files; undefined where something has to be mended before. */
  readonly generated: Readonly<Record<string, string>> | undefined;
  /** The readings of the repos that have nothing to do with it. */
  readonly bystanders: string;
}

/** A workspace in a folder of its own, with a hostile repo in it, beside a folder that nobody may read. */
export class HostileWorkspace implements Where {
  readonly workspace: string;
  readonly outside: string;

  constructor(
    parent: string,
    private readonly tried?: HostileCase,
  ) {
    this.workspace = join(parent, 'workspace');
    this.outside = join(parent, 'outside');
    for (const [file, text] of Object.entries(OUTSIDE)) put(join(this.outside, file), text);
    this.write('', BYSTANDERS);
    if (!tried) return;
    this.write('', tried.around ?? {});
    const own = { 'nix-repo.json': '{ "kind": "sig" }\n', 'default.nix': LAMBDAS, ...tried.files };
    this.write(`repos/${tried.repo ?? 'evil'}/`, own);
  }

  /** Adds what Nix needs to evaluate the registry: the files that are written by hand, and the lib. */
  withLib(): this {
    const tests = join(PROJECT, 'repos/lib/tests');
    cpSync(join(PROJECT, 'repos/lib'), join(this.workspace, 'repos/lib'), {
      recursive: true,
      filter: (file) => !file.startsWith(tests),
    });
    for (const file of ['default.nix', 'registry.nix']) {
      const from = join(PROJECT, 'repos/registry', file);
      cpSync(from, join(this.workspace, 'repos/registry', file));
    }
    return this;
  }

  /** Reads, checks, wires and emits, as the commands do; the files are written where they are whole. */
  async outcome(): Promise<Outcome> {
    // Readings of another case are of other files.
    rmSync(join(dataDirectory(), 'nx-nix'), { recursive: true, force: true });
    // As Nx, which follows no links to folders.
    const roots = repoFoldersIn(this.workspace, 'repos').filter(
      (root) => hasRepoName(root) && !lstatSync(join(this.workspace, root)).isSymbolicLink(),
    );
    const { analysis, problems, folders } = await checkWorkspace(
      this.workspace,
      roots,
      roots,
      'now',
    );
    const all = [...problems.values()].flat();
    const columns = new Columns(this.workspace);
    const generated = await generatedFiles(analysis);
    writeFilesBeside(
      Object.entries(generated ?? {}).map(([name, text]) => [
        join(this.workspace, 'repos/registry', name),
        text,
      ]),
    );
    const resolutions = analysis.repos.map(({ located }) => resolutionOf(located));
    return {
      lines: [...this.places(all), ...(generated ? ['the registry is written'] : [])],
      shown: [
        ...all.map((one) => problemText(one)),
        JSON.stringify(all.map(problemJson)),
        sarif(
          all.map((problem) => ({ problem })),
          folders,
          columns,
        ),
        ...all.map((problem) =>
          annotation({ problem, message: problem.message, others: [] }, columns),
        ),
      ].join('\n'),
      printed: problemsText(all).text,
      kept: `${JSON.stringify(resolutions)}${textsBelow(join(dataDirectory(), 'nx-nix'))}`,
      generated,
      bystanders: JSON.stringify(
        resolutions.filter(({ resolution: { repo } }) => ['good', 'other'].includes(repo)),
      ),
    };
  }

  /** What would be another one if anything outside were changed, added or taken away. */
  stateOutside(): string {
    return createHash('sha256').update(textsBelow(this.outside)).digest('hex');
  }

  private places(problems: readonly Problem[]): readonly string[] {
    const own = `repos/${this.tried?.repo ?? 'evil'}/`;
    const told = problems.map(({ place, code }) => {
      const text = placeText(place);
      return lineText(`${text.startsWith(own) ? text.slice(own.length) : text} ${code}`);
    });
    return [...new Set(told)];
  }

  private write(below: string, files: HostileFiles): void {
    for (const [file, content] of Object.entries(files)) {
      const path = join(this.workspace, below, file);
      if (content === undefined) rmSync(path, { recursive: true, force: true });
      else if (typeof content === 'function') {
        mkdirSync(dirname(path), { recursive: true });
        content(path, this);
      } else put(path, typeof content === 'string' ? filled(content, this) : content);
    }
  }
}

/** The registry's files, where nothing keeps them from being written. */
async function generatedFiles(
  analysis: Workspace,
): Promise<Readonly<Record<string, string>> | undefined> {
  const { wiring, registry, base } = analysis;
  if (!registry || allProblems(analysis).length > 0) return undefined;
  const frame = { root: registry.root, description: 'A registry', lib: { root: 'repos/lib' } };
  return registryFiles(wiring, frame, base);
}

function put(path: string, content: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

/** The paths and texts of all files below a folder. */
function textsBelow(folder: string): string {
  const names = lstatSync(folder, { throwIfNoEntry: false })?.isDirectory()
    ? readdirSync(folder).sort()
    : [];
  return names
    .map((name) => {
      const path = join(folder, name);
      const text = lstatSync(path).isDirectory() ? textsBelow(path) : readFileSync(path, 'utf8');
      return `${path}\n${text}\n`;
    })
    .join('');
}
