import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { removeLeftBeside, writeFilesBeside } from '@nx-nix/files';
import {
  hidingFormalCounts,
  type Problem,
  problemJson,
  type RepoReading,
  resolutionOf,
  sortProblems,
} from '@nx-nix/resolver';
import { readWorkspaceCached, readRepoCached } from '../../reading/cached-reading';
import { readerOf } from '../../reading/configured-locator';
import {
  readRepoWithNixLocator,
  findNixReader,
  verifyRepo,
  type Verification,
} from '../../reading/repo-by-nix';
import { nixReadingVariable } from '../../tasks/unseen-variable';
import { oneAtATime } from '../../workspace/one-at-a-time';
import { repoFoldersOfProjects } from '../../workspace/repos';
import { resolutionFolder } from '../../tasks/targets';
import type { NixReader } from '../../nix-reading/read-by-nix';
import { complain, say } from '../../boundary/say';
import { told, toldLines } from '../../boundary/terminal-text';
import { runCommand, type CommandOutcome } from '../../boundary/run-command';
import { UserError } from '../../boundary/user-error';
import { optionsOfPlugin } from '../../workspace/plugin-options';
import { countText, problemsText } from '../../boundary/terminal';
import { verificationJson, verificationText } from './verification-text';

/** Options of the executor; see its schema.json. */
export interface ResolveOptions {
  readonly json?: boolean;
  /** How packages are found: from the text of the repo, or by Nix. */
  readonly locator?: 'static' | 'nix';
  /** True: Nix is asked too, and the results must be equal. */
  readonly verify?: boolean;
}

/** Reads the lambdas of one repo, and writes its resolution and the positions. */
export default function resolve(
  options: ResolveOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  return runCommand({ command: 'resolve', json: options.json }, context, () =>
    resolveRepo(options, context),
  );
}

async function resolveRepo(
  options: ResolveOptions,
  context: ExecutorContext,
): Promise<CommandOutcome> {
  const root = context.projectsConfigurations.projects[context.projectName!]!.root;
  const isByNix = options.locator === 'nix';
  const nixReader = isByNix || options.verify ? await nixReaderOf(context, root) : undefined;
  const analysis =
    nixReader && isByNix
      ? await readRepoWithNixLocator(nixReader, root)
      : await readRepoCached(context.root, root);
  write(context.root, root, analysis);
  const read = isByNix && options.verify ? await readRepoCached(context.root, root) : analysis;
  const verification = nixReader && options.verify ? await verifyRepo(nixReader, read) : undefined;

  const { repo, located } = analysis;
  const errors = verification?.reading.errors.map(({ problem }) => problem) ?? [];
  const problems = sortProblems([...analysis.problems, ...errors]);
  const between = problems.length > 0 ? await wiringProblems(repo.name, context) : [];
  return {
    success: problems.length === 0 && (verification?.comparison.differences.length ?? 0) === 0,
    problems,
    result: {
      repo: repo.name,
      packages: located.packages.length,
      notTaken: located.untaken ?? [],
      ...(verification && { verify: verificationJson(verification) }),
      ...(between.length > 0 && { between: between.map(problemJson) }),
    },
    print: () => {
      say(told`${summary(analysis, isByNix ? nixReader : undefined)}`);
      if (problems.length > 0) complain(told`\n${problemsText(problems)}`);
      if (verification) printVerification(repo.name, verification);
      if (between.length === 0) return;
      complain(told`\nFurther, between the repos:\n\n${problemsText(between)}`);
    },
  };
}

/**
 * The Nix to ask. The task's hash must contain its version and the content of `lib`; it does not if
 * the option was set in a place that the plugin does not read.
 * @throws UserError when the hash does not contain them
 */
async function nixReaderOf(context: ExecutorContext, root: string): Promise<NixReader> {
  if (!process.env[nixReadingVariable(root)]) {
    throw new UserError(
      `${context.projectName}:resolve is to ask Nix, but the option that says so stands where nx-nix does not look before the task is hashed: set "locator" and "verify" on the command line, in nx.json's targetDefaults, or in ${root}/project.json`,
    );
  }
  const roots = repoFoldersOfProjects(context.projectsConfigurations.projects);
  return findNixReader(context.root, roots, optionsOfPlugin(context.nxJsonConfiguration));
}

function summary({ repo, located }: RepoReading, nixReader: NixReader | undefined): string {
  const formals = located.packages.reduce((sum, pkg) => sum + pkg.formals.length, 0);
  const by = nixReader ? `Nix ${nixReader.nixPlace.version}` : located.layout;
  const how = by === undefined ? '' : ` (${by})`;
  const layers = layersText(located);
  const untaken = untakenText(located);
  if (located.packages.length === 0) return `${repo.name}: no packages${layers}${untaken}`;
  const size = `${countText(located.packages.length, 'package')}${how}, ${countText(formals, 'formal')}`;
  return `${repo.name}: ${size}${layers}${hidingText(located)}${untaken}`;
}

/** How many Nix files are no packages, and are read by none; `check` names them. */
function untakenText({ untaken = [] }: RepoReading['located']): string {
  if (untaken.length === 0) return '';
  return `; ${countText(untaken.length, 'Nix file')} not taken (\`check\` names ${untaken.length === 1 ? 'it' : 'them'})`;
}

/** The number of files in each layer of an overlay repo, in the order of the layers. */
function layersText({ layers = [] }: RepoReading['located']): string {
  const names = layers.map(({ entry }) => entry.layer).filter((layer) => layer !== 'packages');
  const counts = [...new Set(names)].map(
    (layer) => `${layer} ${names.filter((name) => name === layer).length}`,
  );
  return counts.length === 0 ? '' : `; ${counts.join(', ')}`;
}

/** The formals such as `pkgs` that hide what a package uses, with the number of packages. */
function hidingText({ packages }: RepoReading['located']): string {
  const hiding = Object.entries(hidingFormalCounts(packages));
  if (hiding.length === 0) return '';
  const counts = hiding.map(([formal, count]) => `${formal} ${count}`).join(', ');
  return `; what is behind these formals cannot all be seen: ${counts}`;
}

function printVerification(repo: string, verification: Verification): void {
  const { differences, errors, conclusion } = verificationText(repo, verification);
  if (differences !== '') complain(told`\n${toldLines(differences)}\n`);
  if (errors !== '') complain(told`${errors}`);
  say(told`${conclusion}`);
}

function write(workspaceRoot: string, root: string, { located, problems }: RepoReading): void {
  const folder = join(workspaceRoot, resolutionFolder(root));
  const { resolution, positions } = resolutionOf({ ...located, problems });
  mkdirSync(folder, { recursive: true });
  const text = (value: unknown): string => `${JSON.stringify(value, null, 1)}\n`;
  const files = [
    [join(folder, 'resolution.json'), text(resolution)],
    [join(folder, 'positions.json'), text(positions)],
  ] as const;
  oneAtATime(root, () => {
    for (const [file] of files) removeLeftBeside(file);
    writeFilesBeside(files);
  });
}

/**
 * The problems between repos. If `resolve` fails, Nx does not start the requested `emit-registry`,
 * which would report them. So the first failing repo reports them; the user need not run the
 * command twice.
 */
async function wiringProblems(repo: string, context: ExecutorContext): Promise<readonly Problem[]> {
  const tasks = Object.values(context.taskGraph?.tasks ?? {});
  if (!tasks.some((task) => task.target.target === 'emit-registry')) return [];
  const { projects } = context.projectsConfigurations;
  const plugin = optionsOfPlugin(context.nxJsonConfiguration);
  const roots = repoFoldersOfProjects(projects);
  const analysis = await readWorkspaceCached(
    context.root,
    roots,
    readerOf(context.root, projects, plugin),
  );
  const failing = analysis.repos.filter((read) => read.problems.length > 0);
  if (failing[0]?.repo.name !== repo) return [];
  return sortProblems([...analysis.problems, ...analysis.wiring.problems]);
}
