import type { ExecutorContext } from '@nx/devkit';
import { problemText, registryFiles, StaleBase, type Repo } from '@nx-nix/resolver';
import { readWorkspaceCached } from '../../reading/cached-reading';
import { repoFoldersOfProjects } from '../../workspace/repos';
import { UserError } from '../../boundary/user-error';
import { registryFrame } from '../../workspace/registry-frame';
import { outdatedFiles, outdatedText } from '../../workspace/write-registry';

/**
 * Requires that the registry's files are up to date. If `emit-registry` is a task of this run, they
 * are; else they are generated in memory and compared.
 * @throws UserError when they are out of date, or cannot be generated
 */
export async function requireFreshRegistry(
  context: ExecutorContext,
  registry: Pick<Repo, 'name' | 'root'>,
): Promise<void> {
  if (context.taskGraph?.tasks[`${registry.name}:emit-registry`]) return;
  const { projects } = context.projectsConfigurations;
  const folders = repoFoldersOfProjects(projects);
  const analysis = await readWorkspaceCached(context.root, folders, undefined, { nix: undefined });
  const problems = [
    ...analysis.problems,
    ...analysis.repos.flatMap((read) => read.problems),
    ...analysis.wiring.problems,
  ];
  const stale = problems.find((problem) => problem instanceof StaleBase);
  if (stale) throw new UserError(problemText(stale));
  if (problems.length > 0) {
    throw new UserError(
      `the registry cannot be made: run \`nx run ${registry.name}:emit-registry\` to see why`,
    );
  }
  const files = await registryFiles(
    analysis.wiring,
    registryFrame(analysis.registry!, analysis.lib),
    analysis.base,
  );
  const { root } = registry;
  const outdated = outdatedFiles(context.root, root, files);
  if (outdated.length === 0) return;
  throw new UserError(
    `the registry ${outdatedText(context.root, root, outdated)} Run \`nx sync\`, or leave out \`--exclude-task-dependencies\`.`,
  );
}
