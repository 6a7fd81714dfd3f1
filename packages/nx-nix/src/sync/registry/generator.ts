import {
  createProjectGraphAsync,
  readNxJson,
  readProjectsConfigurationFromProjectGraph,
  type Tree,
} from '@nx/devkit';
import type { SyncGeneratorResult } from 'nx/src/utils/sync-generators';
import {
  leftOutFolders,
  registryFiles,
  problemText,
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
import { registryFrame } from '../../workspace/registry-frame';

/** Updates the committed registry, with the files that `emit-registry` would write. */
export default function syncRegistry(tree: Tree): Promise<SyncGeneratorResult> {
  return tellNx(() => sync(tree));
}

async function sync(tree: Tree): Promise<SyncGeneratorResult> {
  const graph = await createProjectGraphAsync();
  const { projects } = readProjectsConfigurationFromProjectGraph(graph);
  const plugin = optionsOfPlugin(readNxJson(tree) ?? {});
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
  const changed: string[] = [];
  const files = await registryFiles(wiring, registryFrame(registry, lib), base);
  for (const [name, content] of Object.entries(files)) {
    const path = `${registry.root}/${name}`;
    const now = tree.exists(path) ? tree.read(path, 'utf-8') : undefined;
    if (now === content) continue;
    changed.push(path);
    tree.write(path, content);
  }
  return changed.length === 0
    ? {}
    : {
        outOfSyncMessage:
          told`The registry is out of date: ${changed.join(', ')}. \`nx sync\` writes it again.`
            .text,
      };
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
