import { createHash, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { readRegular } from '@nx-nix/files';
import { filesOfRegistry, hasPackages, type Repo, repoAt } from '@nx-nix/resolver';
import { readRecord, recordedPaths } from '../build/build-record';
import { findNix, type Nix } from '../nix/find-nix';
import { nixPlace, type NixIdentity } from '../nix/nix-identity';
import { nixSystem } from '../nix/nix-system';
import { missingPaths } from '../nix/store-paths';
import type { PluginOptions } from '../workspace/plugin-options';
import {
  DRY_RUN_VARIABLE,
  missingResultsVariable,
  REGISTRY_VARIABLE,
  STORE_VARIABLE,
} from './nix-build-variables';

/**
 * The variables that are inputs of `nix-build`, for a run that begins. Each one gets a value, so
 * that none remains from an earlier run in a daemon.
 * @param argv the command line of the run
 */
export async function nixBuildEnvironment(
  workspaceRoot: string,
  roots: readonly string[],
  options: PluginOptions,
  argv: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  const repos = roots.map((root) => repoAt(workspaceRoot, root).repo);
  const registry = repos.find(({ kind }) => kind === 'registry');
  const building = repos.filter(hasPackages);
  if (!registry || building.length === 0) return {};
  const found = await usableNix(workspaceRoot, options);
  const gone = await goneRoots(workspaceRoot, building, found);
  return {
    [STORE_VARIABLE]: storeText(found),
    [REGISTRY_VARIABLE]: argv.some(isExcludingDependencies)
      ? generatedHash(join(workspaceRoot, registry.root), filesOfRegistry(registry))
      : '',
    [DRY_RUN_VARIABLE]: argv.some((argument) => DRY_RUN.test(argument)) ? randomUUID() : '',
    ...Object.fromEntries(
      building.map(({ root }) => [
        missingResultsVariable(root),
        gone.has(root) ? randomUUID() : '',
      ]),
    ),
  };
}

/** Nx accepts both spellings of an option; `--dryRun=false` is no dry run. */
const DRY_RUN = /^--(dryRun|dry-run)(=true)?$/;

function isExcludingDependencies(argument: string): boolean {
  return /^--(excludeTaskDependencies|exclude-task-dependencies)\b/.test(argument);
}

type UsableNix = { readonly nix: Nix; readonly place: NixIdentity } | { readonly why: string };

/**
 * Does not throw: without a working Nix, other tasks run as usual, and `nix-build` reports the
 * error.
 */
async function usableNix(workspaceRoot: string, options: PluginOptions): Promise<UsableNix> {
  try {
    const nix = findNix(workspaceRoot, options.nix);
    return { nix, place: await nixPlace(nix) };
  } catch (error) {
    return { why: (error as Error).message };
  }
}

function storeText(found: UsableNix): string {
  return 'why' in found ? 'none' : `${found.place.version} ${found.place.storeDir} ${nixSystem()}`;
}

/**
 * The repos whose last build is no longer in the store, as far as this machine knows, and those whose
 * last build was of its own time.
 */
async function goneRoots(
  workspaceRoot: string,
  repos: readonly Repo[],
  found: UsableNix,
): Promise<ReadonlySet<string>> {
  const recorded = repos.flatMap(({ root }) => {
    const record = readRecord(workspaceRoot, root);
    return record ? [{ root, paths: recordedPaths(record), readsClock: record.readsClock }] : [];
  });
  if ('why' in found) return new Set(recorded.map(({ root }) => root));
  const timed = recorded.filter(({ readsClock }) => readsClock).map(({ root }) => root);
  const all = recorded.flatMap(({ paths }) => paths);
  if (all.length === 0) return new Set(timed);
  const { invalid, vanished } = await missingPaths(found.nix, found.place.storeDir, all);
  const isGone = (path: string): boolean => invalid.has(path) || vanished.has(path);
  const gone = recorded.filter(({ paths }) => paths.some(isGone)).map(({ root }) => root);
  return new Set([...gone, ...timed]);
}

function generatedHash(registry: string, files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const name of files) {
    try {
      hash
        .update(`${name}\0`)
        .update(readRegular(join(registry, name)))
        .update('\0');
    } catch {
      hash.update('none\0');
    }
  }
  return hash.digest('hex').slice(0, 32);
}
