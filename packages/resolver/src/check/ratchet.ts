import type { Problem } from '../problems/problem';
import type { PackageFolder } from './package-folders';

/** The package folders of each repo, by the repo's folder. */
export type FoldersByRepo = ReadonlyMap<string, readonly PackageFolder[]>;

// Why: docs/decisions/checking.md#a-problem-of-a-revision-is-recognised-by-its-code-and-its-subject
/**
 * What a problem is known by from one revision to the next: what is wrong, and with which package or
 * file, not where in it. A file of a package is known by the package, so that it may be moved.
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
    // NOTE: some messages name a second place, `first at 3:5`, and a path of the file's own.
    const what = message.replaceAll(/\b\d+:\d+\b/g, '').replaceAll(name.folder, '');
    return JSON.stringify([code, name.file, what]);
  });
}

/**
 * Divides problems into those that the base has too and those that are new. Where there are more of
 * one kind than in the base, which of them is new cannot be known: all of them count as new.
 * @param base the identities of the base's problems
 */
export function ratchet(
  problems: readonly Problem[],
  folders: FoldersByRepo,
  base: readonly string[],
): { readonly fresh: readonly Problem[]; readonly older: readonly Problem[] } {
  const known = counts(base);
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

/** The name of a file by the package that it belongs to, where it belongs to one. */
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
