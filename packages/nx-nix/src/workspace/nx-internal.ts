/**
 * The parts of Nx that are not its public interface, so that a change of theirs is mended in one
 * place.
 */
// NOTE: not from `@nx/devkit/internal`, which loads all that Nx has for generators: half of the time
// that this plugin took to load, in every process that Nx starts.
import { workspaceDataDirectory } from 'nx/src/utils/cache-directory';
import { getFilesInDirectoryUsingContext } from 'nx/src/utils/workspace-context';

/** Where Nx keeps what belongs to this workspace on this machine. */
export function dataDirectory(): string {
  return workspaceDataDirectory;
}

/** The files below a folder that Nx hashes: what it ignores is not among them. */
export function filesThatNxSees(workspaceRoot: string, folder: string): Promise<string[]> {
  return getFilesInDirectoryUsingContext(workspaceRoot, folder);
}
