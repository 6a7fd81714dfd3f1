import { loadParser } from '@nx-nix/lambdas';
import {
  compareReadings,
  hasPackages,
  nothingLocated,
  type RepoReading,
  type Comparison,
  LAYER_FOLDERS,
  locatedByNix,
  missingEntry,
  type NixReading,
  repoAt,
  repoInWorkspace,
  startOf,
} from '@nx-nix/resolver';
import { findNix } from '../nix/find-nix';
import { readRepoByNix, type NixReader } from '../nix-reading/read-by-nix';
import { nixPlace } from '../nix/nix-identity';
import { UserError } from '../boundary/user-error';
import type { PluginOptions } from '../workspace/plugin-options';
import { readingCache, readRepoCached } from './cached-reading';

/** The reading of a repo by Nix, and its comparison with the static reading. */
export interface Verification {
  readonly reading: NixReading;
  readonly comparison: Comparison;
}

/**
 * Finds the Nix to ask, and the lib for it.
 * @param roots the folders of all repos, from the workspace root
 * @throws UserError when one of them is missing
 */
export async function findNixReader(
  workspaceRoot: string,
  roots: readonly string[],
  plugin: PluginOptions,
): Promise<NixReader> {
  const lib = roots.find((root) => repoAt(workspaceRoot, root).repo.kind === 'lib');
  if (lib === undefined) {
    throw new UserError(
      'Nix cannot be asked: repos get their `lib` from the repo of kind "lib", and there is none',
    );
  }
  const nix = findNix(workspaceRoot, plugin.nix);
  return { nix, nixPlace: await nixPlace(nix), workspaceRoot, lib };
}

/**
 * Reads one repo by Nix, in place of `readRepo`, which reads its text.
 * @throws UserError for a repo with NUR's layout
 */
export async function readRepoWithNixLocator(
  nixReader: NixReader,
  root: string,
): Promise<RepoReading> {
  const { workspaceRoot } = nixReader;
  const { repo, problems } = repoInWorkspace(workspaceRoot, root);
  const nothing = nothingLocated(repo);
  if (!hasPackages(repo)) return { repo, located: nothing, problems };
  const missing = missingEntry(workspaceRoot, repo);
  if (missing) return { repo, located: nothing, problems: [...problems, missing] };
  const read = await readRepoCached(workspaceRoot, root);
  if (read.located.packages.some(({ isNur }) => isNur)) {
    throw new UserError(
      `${repo.name}: NUR's default.nix is a function of the package set, and without that set Nix tells nothing of it: leave \`--locator=nix\` out here`,
    );
  }
  const { reading } = await readRepoByNix(nixReader, repo);
  const cache = readingCache(root, 'lambdas-at');
  const located = locatedByNix(workspaceRoot, repo, await loadParser(), cache, reading);
  cache.save();
  // Layers are not lambdas; they are read from their text, as always.
  const { layers } = read.located;
  const ofLayers = layers ? layerProblemsOf(read) : [];
  return {
    repo,
    located: { ...located, ...(layers && { layers }) },
    problems: [...problems, ...located.problems, ...ofLayers],
  };
}

/** The problems in files of the repo's layers. */
function layerProblemsOf({ repo, problems }: RepoReading): RepoReading['problems'] {
  const folders = Object.values(LAYER_FOLDERS).map((folder) => `${repo.root}/${folder}/`);
  return problems.filter(({ place }) => folders.some((folder) => place.file.startsWith(folder)));
}

// Why: docs/decisions/nix-reading.md#an-error-fails---verify
/** Compares the reading of a repo with Nix; undefined if there is nothing to compare. */
export async function verifyRepo(
  nixReader: NixReader,
  { repo, located }: RepoReading,
): Promise<Verification | undefined> {
  // A missing default.nix is already a problem of the reading.
  if (!hasPackages(repo) || missingEntry(nixReader.workspaceRoot, repo)) return undefined;
  const { reading, isSameFile } = await readRepoByNix(nixReader, repo);
  const comparison = compareReadings(located.packages, reading, startOf(repo), isSameFile);
  return { reading, comparison };
}
