import { join } from 'node:path';
import { readTextOrUndefined, removeLeftBeside, writeFilesBeside } from '@nx-nix/files';
import { closedNix, isClosedNix, REGISTRY_DOORS } from '@nx-nix/resolver';
import { oneAtATime } from './one-at-a-time';

/** The texts of a registry's generated files, by their names in its folder. */
export type RegistryTexts = Readonly<Record<string, string>>;

/**
 * Writes the files of a registry that are not as they are to be, as one set: whoever is killed in the
 * middle leaves a registry that says so, and of two runs at once one comes after the other.
 * @param root the registry's folder, from the workspace root
 * @returns the names of the files that were not as they are to be
 * @throws the system's error; the registry is then as it was, or says that it is not whole
 */
export function writeRegistry(
  workspaceRoot: string,
  root: string,
  files: RegistryTexts,
): readonly string[] {
  const at = (name: string): string => join(workspaceRoot, root, name);
  return oneAtATime(root, () => {
    for (const name of Object.keys(files)) removeLeftBeside(at(name));
    const changed = outdatedFiles(workspaceRoot, root, files);
    const isSet = changed.length > 1;
    const written = isSet ? [...new Set([...changed, ...REGISTRY_DOORS])] : changed;
    writeFilesBeside(
      written.map((name) => [at(name), files[name]!]),
      REGISTRY_DOORS.map((name) => ({ file: at(name), closed: closedNix(root) })),
    );
    return changed;
  });
}

/** The names of the files that are not as they are to be. */
export function outdatedFiles(
  workspaceRoot: string,
  root: string,
  files: RegistryTexts,
): readonly string[] {
  return Object.keys(files).filter(
    (name) => readTextOrUndefined(join(workspaceRoot, root, name)) !== files[name],
  );
}

/**
 * The file of a registry that says that it is not whole, from the workspace root; undefined where
 * none does.
 */
export function unfinishedFile(workspaceRoot: string, root: string): string | undefined {
  const name = REGISTRY_DOORS.find((door) =>
    isClosedNix(readTextOrUndefined(join(workspaceRoot, root, door)) ?? ''),
  );
  return name && `${root}/${name}`;
}

/** What is said to whoever finds files that are not as they are to be: why, and which. */
export function outdatedText(
  workspaceRoot: string,
  root: string,
  outdated: readonly string[],
): string {
  const why =
    unfinishedFile(workspaceRoot, root) === undefined
      ? 'is out of date'
      : 'is not whole, as its writing was interrupted';
  return `${why}: ${outdated.map((name) => `${root}/${name}`).join(', ')}.`;
}
