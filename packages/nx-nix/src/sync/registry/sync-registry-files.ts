import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { readNxJson, type ProjectsConfigurations, type Tree } from '@nx/devkit';
import type { SyncGeneratorResult } from 'nx/src/utils/sync-generators';
import { readRegularText } from '@nx-nix/files';
import {
  leftOutFolders,
  problemText,
  registryFiles,
  sortProblems,
  type Problem,
} from '@nx-nix/resolver';
import { readWorkspaceCached } from '../../reading/cached-reading';
import { readerOf } from '../../reading/configured-locator';
import { tellNx } from '../../boundary/tell-nx';
import { told, toldLines } from '../../boundary/terminal-text';
import { BASE_UNASKED, problemsText } from '../../boundary/terminal';
import { UserError } from '../../boundary/user-error';
import { repoFoldersOfProjects } from '../../workspace/repos';
import { findNix, type Nix } from '../../nix/find-nix';
import { optionsOfPlugin } from '../../workspace/plugin-options';
import { dataDirectory, tellWritten } from '../../workspace/nx-internal';
import { registryFrame } from '../../workspace/registry-frame';
import {
  outdatedFiles,
  outdatedText,
  writeRegistry,
  type RegistryTexts,
} from '../../workspace/write-registry';

/**
 * Finds out which files of the registry are not what `emit-registry` would write, and how to write
 * them.
 * @throws UserError where the registry cannot be made
 */
export async function syncRegistryFiles(
  tree: Tree,
  projects: ProjectsConfigurations['projects'],
): Promise<SyncGeneratorResult> {
  const plugin = optionsOfPlugin(nxJsonOf(tree));
  const reader = readerOf(tree.root, projects, plugin);
  // `sync:check` only reports what to run, and needs no Nix.
  const nix = isCheck() ? undefined : (): Nix => findNix(tree.root, plugin.nix);
  const folders = repoFoldersOfProjects(projects);
  const analysis = await readWorkspaceCached(tree.root, folders, reader, { nix });
  const { registry, lib, wiring, base } = analysis;
  if (!registry) {
    // It may be the registry itself that Nx does not see.
    refuse(leftOutFolders(tree.root, folders, [plugin.repos]).unseen);
    return {};
  }
  refuse(
    [...analysis.problems, ...analysis.repos.flatMap((read) => read.problems), ...wiring.problems],
    analysis.isBaseUnasked ? `\n\n${BASE_UNASKED}` : '',
  );
  const files = await registryFiles(wiring, registryFrame(registry, lib), base);
  const { root } = registry;
  const outdated = outdatedFiles(tree.root, root, files);
  if (outdated.length === 0) return {};
  changeSomething(tree);
  return {
    outOfSyncMessage:
      told`The registry ${outdatedText(tree.root, root, outdated)} \`nx sync\` writes it again.`
        .text,
    callback: () => tellNx(() => write(tree.root, root, files)),
  };
}

/** NOTE: where nx.json cannot be read now, `readNxJson` breaks with an error that names no file. */
function nxJsonOf(tree: Tree): NonNullable<ReturnType<typeof readNxJson>> {
  try {
    return readNxJson(tree) ?? {};
  } catch {
    readRegularText(join(tree.root, 'nx.json'));
    throw new UserError('nx.json could not be read: look whether it is JSON, and run it again');
  }
}

async function write(workspaceRoot: string, root: string, files: RegistryTexts): Promise<void> {
  const written = writeRegistry(workspaceRoot, root, files);
  await tellWritten(
    workspaceRoot,
    written.map((name) => `${root}/${name}`),
  );
}

// Why: docs/decisions/emitting.md#nx-does-not-write-the-registry
/**
 * Nx calls back only where the tree has a change. It is given one that means nothing: a file of our
 * own is taken away.
 */
function changeSomething(tree: Tree): void {
  const file = join(dataDirectory(), 'nx-nix', 'out-of-sync');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, '');
  tree.delete(relative(tree.root, file));
}

/** @throws UserError where there are problems */
function refuse(problems: readonly Problem[], more = ''): void {
  if (problems.length === 0) return;
  const sorted = sortProblems(problems);
  const head = 'the registry cannot be made:';
  throw new UserError(
    [head, ...sorted.map((problem) => problemText(problem))].join('\n\n') + more,
    told`${head}\n\n${problemsText(sorted)}${toldLines(more)}`,
  );
}

/**
 * True for `nx sync:check`. Nx does not pass this to generators. In the daemon it cannot be found
 * out, and `nx sync` is assumed.
 */
function isCheck(): boolean {
  return process.argv.includes('sync:check');
}
