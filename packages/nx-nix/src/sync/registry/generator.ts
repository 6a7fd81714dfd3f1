import {
  createProjectGraphAsync,
  readProjectsConfigurationFromProjectGraph,
  type Tree,
} from '@nx/devkit';
import type { SyncGeneratorResult } from 'nx/src/utils/sync-generators';
import { tellNx } from '../../boundary/tell-nx';
import { syncRegistryFiles } from './sync-registry-files';

/** Updates the committed registry, with the files that `emit-registry` would write. */
export default function syncRegistry(tree: Tree): Promise<SyncGeneratorResult> {
  return tellNx(async () => {
    const graph = await createProjectGraphAsync();
    const { projects } = readProjectsConfigurationFromProjectGraph(graph);
    return syncRegistryFiles(tree, projects);
  });
}
