import type { Problem } from '../problems/problem';
import type { PackageFolder } from './package-folders';

/** The package folders of each repo, by the repo's folder. */
export type FoldersByRepo = ReadonlyMap<string, readonly PackageFolder[]>;

// Why: docs/decisions/checking.md#a-problem-of-a-revision-is-recognised-by-its-code-and-its-subject
/**
 * One text for each problem, by which it is recognised in another revision: its code, and its
 * package or file, without the position. The name of the package replaces the path of its folder,
 * so that the folder may be moved.
 */
export function identities(
  problems: readonly Problem[],
  folders: FoldersByRepo,
): readonly string[] {
  const nameOf = fileNames(folders);
  return problems.map((problem) => {
    const { code, subject, message, place } = problem;
    if (subject !== undefined) return JSON.stringify([code, subject]);
    const name = nameOf(place.file);
    // NOTE: some messages contain a second position (`first at 3:5`) or the path of the folder.
    const what = message.replaceAll(/\b\d+:\d+\b/g, '').replaceAll(name.folder, '');
    return JSON.stringify([code, name.file, what]);
  });
}

/**
 * Separates problems into new ones and those that the earlier revision has, too. If there are more
 * problems of one identity than before, all of them count as new, because it cannot be known which
 * ones are.
 * @param earlier the identities of the problems of the earlier revision
 */
export function ratchet(
  problems: readonly Problem[],
  folders: FoldersByRepo,
  earlier: readonly string[],
): { readonly fresh: readonly Problem[]; readonly older: readonly Problem[] } {
  const known = counts(earlier);
  const own = identities(problems, folders);
  const now = counts(own);
  const isOlder = (i: number): boolean => (known.get(own[i]!) ?? 0) >= now.get(own[i]!)!;
  return {
    fresh: problems.filter((_, i) => !isOlder(i)),
    older: problems.filter((_, i) => isOlder(i)),
  };
}

function counts(texts: readonly string[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const text of texts) found.set(text, (found.get(text) ?? 0) + 1);
  return found;
}

/** For a file of a package, its name with the package's key in place of the folder's path. */
function fileNames(
  byRepo: FoldersByRepo,
): (file: string) => { readonly file: string; readonly folder: string } {
  const keys = new Map<string, string>();
  for (const [root, folders] of byRepo) {
    for (const { folder, key, file } of folders) {
      keys.set(`${root}/${file ?? folder}`, key);
    }
  }
  return (file) => {
    for (let end = file.length; end > 0; end = file.lastIndexOf('/', end - 1)) {
      const folder = file.slice(0, end);
      const key = keys.get(folder);
      if (key !== undefined) return { file: `${key}${file.slice(end)}`, folder };
    }
    return { file, folder: file };
  };
}
