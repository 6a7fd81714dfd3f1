import { parsePath, type AttributePath } from '../names/attribute-path';
import { BadBaseName } from '../problems/bad-base-name';
import { BadRepoConfig } from '../problems/bad-repo-config';
import { FILE_START, type Problem } from '../problems/problem';
import { BaseNames } from '../base/base-names';
import { RepoFolder } from '../locate/repo-folder';
import type { Repo } from '../repo/repo';

/**
 * Reads the file in which a registry lists the names of its base: one attribute path per line, as
 * Nix text; blank lines and comments (`#`) are allowed.
 * @returns the valid paths, and a problem for each other line or for a missing file
 */
export function readBaseNames(
  workspaceRoot: string,
  registry: Repo | undefined,
): { readonly base: BaseNames; readonly problems: readonly Problem[] } {
  const file = registry?.config.baseNames;
  if (!registry || file === undefined) return { base: new BaseNames(), problems: [] };
  const folder = new RepoFolder(workspaceRoot, registry.root);
  if (!folder.has(file)) {
    const position = registry.baseNamesPosition ?? FILE_START;
    const place = { file: folder.name('nix-repo.json'), position };
    const message = `there is no file \`${file}\` in ${registry.root}`;
    const hint = 'mend the path, which counts from the registry, or add the file';
    return { base: new BaseNames(), problems: [new BadRepoConfig(place, message, hint)] };
  }
  const bytes = folder.source(file).content()?.bytes;
  const { paths, problems } = parseBaseNames(new TextDecoder().decode(bytes), folder.name(file));
  return { base: new BaseNames(paths), problems: [...folder.problems, ...problems] };
}

function parseBaseNames(
  text: string,
  file: string,
): { readonly paths: readonly AttributePath[]; readonly problems: readonly Problem[] } {
  const paths: AttributePath[] = [];
  const problems: Problem[] = [];
  text.split(/\r?\n/).forEach((whole, i) => {
    const line = whole.trim();
    if (line === '' || line.startsWith('#')) return;
    const path = parsePath(line);
    const column = whole.length - whole.trimStart().length + 1;
    if (path) paths.push(path);
    else problems.push(new BadBaseName({ file, position: { line: i + 1, column } }, line));
  });
  return { paths, problems };
}
