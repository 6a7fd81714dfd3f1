/**
 * The parts of Nx that are not its public interface, so that a change of theirs is mended in one
 * place.
 */
import { getFilesInDirectoryUsingContext, workspaceDataDirectory } from '@nx/devkit/internal';

/** Where Nx keeps what belongs to this workspace on this machine. */
export function dataDirectory(): string {
  return workspaceDataDirectory;
}

/** The files below a folder that Nx hashes: what it ignores is not among them. */
export function filesThatNxSees(workspaceRoot: string, folder: string): Promise<string[]> {
  return getFilesInDirectoryUsingContext(workspaceRoot, folder);
}
