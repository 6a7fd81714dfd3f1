import { boundPath, valueIn, type Bindings, type LayoutPattern } from '../../names/layout-pattern';
import { below, sourceInFolder, type FolderReader, type PackageSource } from './layout';

/** The files that fit a pattern, and the folders that contain its shards. */
export interface PatternFiles {
  readonly sources: readonly PackageSource[];
  /** The folders in which the variable `shard` stands for folders. */
  readonly shardRoots: readonly string[];
}

/**
 * Finds the files of a pattern, in the order of their folders. A file that a group's name
 * (`packages.nix`) marks as a group names its packages itself.
 * @param folder where the pattern begins, from the repo's folder
 */
export function patternFiles(
  reader: FolderReader,
  folder: string,
  pattern: LayoutPattern,
): PatternFiles {
  const sources: PackageSource[] = [];
  const shardRoots = new Set<string>();
  const walk = (at: string, depth: number, bindings: Bindings): void => {
    const part = pattern.folders[depth];
    if (!part) {
      for (const file of filesIn(reader, at, pattern, bindings)) sources.push(file);
    } else if (part.variable === undefined) {
      walk(below(at, part.before), depth + 1, bindings);
    } else {
      if (part.variable === 'shard') shardRoots.add(at);
      for (const { name, kind } of reader.entries(at)) {
        if ((kind !== 'folder' && kind !== 'broken') || name.startsWith('.')) continue;
        const value = valueIn(part, name);
        if (value === undefined) continue;
        walk(below(at, name), depth + 1, { ...bindings, [part.variable]: value });
      }
    }
  };
  walk(folder, 0, {});
  return { sources, shardRoots: [...shardRoots] };
}

function filesIn(
  reader: FolderReader,
  folder: string,
  pattern: LayoutPattern,
  bindings: Bindings,
): readonly PackageSource[] {
  const { files } = pattern;
  if (!('before' in files)) {
    return sourceInFolder(reader, folder, boundPath(pattern, bindings), files);
  }
  return reader.entries(folder).flatMap(({ name, kind }): readonly PackageSource[] => {
    const value = kind === 'file' || kind === 'broken' ? valueIn(files, name) : undefined;
    if (value === undefined || name.startsWith('.')) return [];
    const path = boundPath(pattern, { ...bindings, [files.variable!]: value });
    return [{ file: below(folder, name), kind: 'package', path }];
  });
}
