/**
 * The parts of Nx that are not its public interface, in one place: so a change in Nx affects one
 * file.
 */
// NOTE: not from `@nx/devkit/internal`: it loads everything that Nx has for generators, which took
// half of the time to load this plugin, in every process that Nx starts.
import { workspaceDataDirectory } from 'nx/src/utils/cache-directory';
import { getFilesInDirectoryUsingContext } from 'nx/src/utils/workspace-context';

/** The folder where Nx keeps data of this workspace on this machine. */
export function dataDirectory(): string {
  return workspaceDataDirectory;
}

/** The files below a folder that Nx hashes, without those that it ignores. */
export function filesThatNxSees(workspaceRoot: string, folder: string): Promise<string[]> {
  return getFilesInDirectoryUsingContext(workspaceRoot, folder);
}
