import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { hidingFormals, resolutionOf, sortProblems, writeFilesBeside } from '@nx-nix/resolver';
import { analyse, analyseRepo, type RepoAnalysis } from '../../analysis/analysis';
import { repoFoldersOfProjects } from '../../graph/repos';
import { resolutionFolder } from '../../graph/targets';
import { countText, printJson, problemsText } from '../terminal';

export interface ResolveOptions {
  readonly json?: boolean;
}

/** Reads one repo's lambdas and writes its resolution and, beside it, the positions. */
export default async function resolve(
  options: ResolveOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const root = context.projectsConfigurations.projects[context.projectName!]!.root;
  const analysis = await analyseRepo(context.root, root);
  write(context.root, root, analysis);

  const { repo, located } = analysis;
  const problems = sortProblems(analysis.problems);
  if (options.json) {
    printJson({ repo: repo.name, packages: located.packages.length }, problems);
  } else {
    console.log(summary(analysis));
    if (problems.length > 0) console.error(`\n${problemsText(problems)}`);
  }
  if (problems.length > 0 && !options.json) await printWiringProblems(repo.name, context);
  return { success: problems.length === 0 };
}

function summary({ repo, located }: RepoAnalysis): string {
  const formals = located.packages.reduce((sum, pkg) => sum + pkg.formals.length, 0);
  const layout = located.layout ? ` (${located.layout})` : '';
  if (located.packages.length === 0) return `${repo.name}: no packages`;
  const size = `${countText(located.packages.length, 'package')}${layout}, ${countText(formals, 'formal')}`;
  return `${repo.name}: ${size}${hidingText(located)}`;
}

/** Of a package that takes `pkgs`, no one can see all that it uses. */
function hidingText({ packages }: RepoAnalysis['located']): string {
  const hiding = Object.entries(hidingFormals(packages));
  if (hiding.length === 0) return '';
  const counts = hiding.map(([formal, count]) => `${formal} ${count}`).join(', ');
  return `; what is behind these formals cannot all be seen: ${counts}`;
}

function write(workspaceRoot: string, root: string, { located, problems }: RepoAnalysis): void {
  const folder = join(workspaceRoot, resolutionFolder(root));
  const { resolution, positions } = resolutionOf({ ...located, problems });
  mkdirSync(folder, { recursive: true });
  writeFilesBeside([
    [join(folder, 'resolution.json'), `${JSON.stringify(resolution, null, 1)}\n`],
    [join(folder, 'positions.json'), `${JSON.stringify(positions, null, 1)}\n`],
  ]);
}

/**
 * When `resolve` fails, Nx does not start the `emit-registry` that was asked for, which would have
 * named what is wrong between repos. A person should not have to come back for that: the first of
 * the failing repos names it in its place.
 */
async function printWiringProblems(repo: string, context: ExecutorContext): Promise<void> {
  const tasks = Object.values(context.taskGraph?.tasks ?? {});
  if (!tasks.some((task) => task.target.target === 'emit-registry')) return;
  const { projects } = context.projectsConfigurations;
  const analysis = await analyse(context.root, repoFoldersOfProjects(projects));
  const failing = analysis.repos.filter((read) => read.problems.length > 0);
  const between = sortProblems([...analysis.problems, ...analysis.wiring.problems]);
  if (failing[0]?.repo.name !== repo || between.length === 0) return;
  console.error(`\nFurther, between the repos:\n\n${problemsText(between)}`);
}
