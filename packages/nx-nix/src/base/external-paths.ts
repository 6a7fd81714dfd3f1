import { isPathInRepo, MOST_JSON_BYTES, repoAt, type Repo } from '@nx-nix/resolver';
import { readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { readRegularText } from '@nx-nix/files';

/** Folders of an overlay repo with files that can name a folder outside of the workspace. */
const NAMING = ['channels', 'flakes'] as const;

/**
 * The folders that a registry's layers name by path: channels and flakes of the overlay repos beside
 * the registry. A folder outside of its repo is only among them if the registry grants it. Files
 * with mistakes are skipped; `resolve` reports them.
 * @param registry the registry's folder
 */
export function externalPaths(registry: string): readonly string[] {
  return distinct(layerPaths(registry));
}

// Why: docs/security.md#what-evaluation-reads
/**
 * Those of them that the registry grants. What a repo puts into its own folder nobody granted: it may
 * be called a registry with a base, or have a lock, and opens nothing by that.
 */
export function grantedPaths(registry: string): readonly string[] {
  return distinct(layerPaths(registry).filter(({ isGranted }) => isGranted));
}

/** A folder that a layer names. */
interface LayerPath {
  readonly path: string;
  readonly isGranted: boolean;
}

function distinct(paths: readonly LayerPath[]): readonly string[] {
  return [...new Set(paths.map(({ path }) => path))].sort();
}

function layerPaths(registry: string): readonly LayerPath[] {
  const parent = dirname(registry);
  const { overlays = [], grants = {} } = repoAt(parent, basename(registry)).repo.config;
  return overlayRepos(parent)
    .filter(({ name }) => overlays.includes(name))
    .flatMap(({ name }) => {
      const repo = join(parent, name);
      const granted = Object.hasOwn(grants, name) ? (grants[name]!.inputs ?? []) : [];
      return NAMING.flatMap((layer) => jsonFiles(join(repo, layer)))
        .flatMap((file) => pathIn(file))
        .map((url) => ({ url, isGranted: granted.includes(url) }))
        .filter(({ url, isGranted }) => isGranted || liesInRepo(repo, url))
        .map(({ url, isGranted }) => ({ path: resolve(repo, url), isGranted }));
    });
}

function overlayRepos(parent: string): readonly Repo[] {
  return namesIn(parent)
    .map((name) => repoAt(parent, name).repo)
    .filter(({ kind }) => kind === 'overlay');
}

/** Whether a path stays in a repo's folder, also through links. */
function liesInRepo(repo: string, url: string): boolean {
  if (!isPathInRepo(url)) return false;
  try {
    const [root, target] = [realpathSync(repo), realpathSync(join(repo, url))];
    return target === root || target.startsWith(`${root}${sep}`);
  } catch {
    // What is not there cannot be read.
    return false;
  }
}

function pathIn(file: string): readonly string[] {
  const url = objectIn(file)?.['url'];
  return typeof url === 'string' && /^[./]/.test(url) ? [url] : [];
}

function jsonFiles(folder: string): readonly string[] {
  return namesIn(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => join(folder, name));
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
