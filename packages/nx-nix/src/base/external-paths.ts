import { MOST_JSON_BYTES, repoAt } from '@nx-nix/resolver';
import { readdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { readRegularText } from '@nx-nix/files';

/** Folders of an overlay repo with files that can name a folder outside of the workspace. */
const NAMING = ['channels', 'flakes'] as const;

/**
 * The folders outside of the workspace that a registry's layers name by path: channels and flakes
 * of the overlay repos beside the registry. Files with mistakes are skipped; `resolve` reports
 * them.
 * @param registry the registry's folder
 */
export function externalPaths(registry: string): readonly string[] {
  const parent = dirname(registry);
  const found = overlayRepos(parent).flatMap((repo) =>
    NAMING.flatMap((layer) =>
      namesIn(join(repo, layer))
        .filter((name) => name.endsWith('.json'))
        .flatMap((name) => pathIn(join(repo, layer, name), repo)),
    ),
  );
  return [...new Set(found)].sort();
}

function overlayRepos(parent: string): readonly string[] {
  return namesIn(parent)
    .filter((name) => repoAt(parent, name).repo.kind === 'overlay')
    .map((name) => join(parent, name));
}

function pathIn(file: string, repo: string): readonly string[] {
  const url = objectIn(file)?.['url'];
  return typeof url === 'string' && /^[./]/.test(url) ? [resolve(repo, url)] : [];
}

function namesIn(folder: string): readonly string[] {
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(folder) : [];
}

function objectIn(file: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const read: unknown = JSON.parse(readRegularText(file, MOST_JSON_BYTES));
    return typeof read === 'object' && read !== null
      ? (read as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
