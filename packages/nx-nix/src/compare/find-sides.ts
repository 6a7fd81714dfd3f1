import { existsSync, mkdirSync, statSync, symlinkSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import type { FetchedBase } from './fetched-base';
import { baseArguments } from '../base/base-arguments';
import { writtenFacts } from '../base/base-of-registry';
import { baseRevision } from '../git/revision';
import { withBaseTree } from '../git/revision-tree';
import { readRepo } from '../workspace/repos';
import type { Nix } from '../nix/find-nix';
import { NixProblem } from '../nix/nix-problem';
import { flakeSide } from './flake-side';
import { folderIdentity } from './folder-identity';
import {
  baseFolder,
  folderOf,
  furtherFolders,
  isRegistryFolder,
  readableFolders,
  registryConfigIn,
  restrictedTo,
} from '../base/readable-folders';
import type { Side } from './evaluation/side';

/** Where to look for what a comparison is made against. */
export interface SidesPlace {
  readonly nix: Nix;
  readonly workspaceRoot: string;
  /** The folder of repos, from the workspace root. */
  readonly reposFolder: string;
  /** The registry's folder, from the workspace root. */
  readonly registry: string;
  /** The folder that relative paths start from. */
  readonly from: string;
  /** What is compared with; the registry's base where nothing is said. */
  readonly against: string | undefined;
  /** The `config` for both sides; where nothing is said, that of the registry, for what is no registry. */
  readonly config: Readonly<Record<string, unknown>> | undefined;
  /** Further folders that may be read. */
  readonly readable: readonly string[];
  readonly settings: readonly string[];
  readonly systems: readonly string[];
  /** The registry's base, where that is a flake reference. */
  readonly base?: FetchedBase | undefined;
}

/** The registry over the working tree. */
export function registrySide(place: SidesPlace): Side {
  const folder = join(place.workspaceRoot, place.registry);
  const from = place.base?.folder;
  return pathSide(place, 'the registry', folder, { readable: from === undefined ? [] : [from] });
}

/**
 * Finds what the registry is compared with, for as long as `use` looks at it (a revision is written
 * to a temporary folder): what begins with `.` or `/` or is a file or folder with a package set is a
 * path, what has a `#` or begins with `scheme:` an installable, anything else a revision of git's.
 * @throws NixProblem where it is none of these
 */
export async function withOtherSide<T>(
  place: SidesPlace,
  use: (there: Side) => Promise<T>,
): Promise<T> {
  if (place.against === undefined && place.base) {
    return use(pathSide(place, place.base.reference, place.base.folder));
  }
  const against = place.against ?? defaultAgainst(place);
  // As in `.#hello`, which also begins like a path.
  if (
    against.includes('#') ||
    (/^[a-z][a-z0-9+.-]*:./i.test(against) && !existsSync(resolve(place.from, against)))
  ) {
    return use(await flakeSide(place, against));
  }
  const path = resolve(place.from, against);
  const isPath = /^\.{0,2}(\/|$)/.test(against) || place.against === undefined;
  if (isPath || isPackageSet(path)) return use(pathSide(place, against, path));
  return withRevision(place, against, use);
}

/** The registry's base, or a sentence that says what to give. */
function defaultAgainst({ workspaceRoot, registry }: SidesPlace): string {
  const { base } = registryConfigIn(join(workspaceRoot, registry));
  if (typeof base === 'string') {
    return /^[./]/.test(base) ? resolve(workspaceRoot, registry, base) : base;
  }
  throw new NixProblem(
    `${registry}/nix-repo.json names no "base", so say what to compare with: --against=HEAD (or another revision), --against=../nixpkgs (a path), --against=github:NixOS/nixpkgs#legacyPackages (an installable)`,
  );
}

function isPackageSet(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isFile()
    ? path.endsWith('.nix')
    : found?.isDirectory() === true && existsSync(join(path, 'default.nix'));
}

interface PathSideOptions {
  readonly notes?: readonly string[];
  /** Of a registry whose repos are known by something else than the state of their files. */
  readonly identity?: unknown;
  /** Further folders that may be read. */
  readonly readable?: readonly string[];
}

function pathSide(
  place: SidesPlace,
  label: string,
  path: string,
  { notes = [], identity, readable = [] }: PathSideOptions = {},
): Side {
  const found = statSync(path, { throwIfNoEntry: false });
  const file = found?.isDirectory() ? join(path, 'default.nix') : path;
  if (!existsSync(file)) {
    throw new NixProblem(
      found
        ? `${path} has no default.nix: --against takes a folder whose default.nix is a function of \`{ system, config, overlays, crossSystem }\``
        : `there is no ${path}, which ${place.against === undefined ? `the "base" in ${place.registry}/nix-repo.json` : '--against'} names`,
    );
  }
  const [own, ...others] = readableFolders(folderOf(path));
  const more = [...others, ...readable, ...place.readable.map((one) => resolve(place.from, one))];
  const settings = [
    ...restrictedTo([own!, ...more]),
    ...lockedSettings(folderOf(path)),
    ...place.settings,
  ];
  const config = configFor(place, folderOf(path));
  return {
    label,
    source: { kind: 'file', file, config },
    root: isRegistryFolder(folderOf(path)) ? dirname(own!) : own!,
    settings,
    identity: () => {
      // emit-registry writes a registry's files again, as they were.
      const isRegistry = isRegistryFolder(folderOf(path));
      const isKnown = identity !== undefined;
      const state = folderIdentity({
        byContent: isRegistry && !isKnown ? [own!] : [],
        byState: isRegistry || isKnown ? more : [own!, ...more],
      });
      return JSON.stringify([identity ?? file, config, place.settings, state]);
    },
    notes,
  };
}

/** Of a registry: what it needs to get at what it is locked to, as its own files say. */
function lockedSettings(folder: string): readonly string[] {
  if (!isRegistryFolder(folder)) return [];
  const [above, name] = [dirname(folder), basename(folder)];
  const { repo } = readRepo(above, name);
  return baseArguments(above, repo, writtenFacts(above, repo));
}

/** A registry has a default of its own; another set gets the config of the registry here. */
export function configFor(
  { config, workspaceRoot, registry }: SidesPlace,
  folder: string,
): Readonly<Record<string, unknown>> | undefined {
  if (config || isRegistryFolder(folder)) return config;
  const ours = registryConfigIn(join(workspaceRoot, registry)).config;
  return typeof ours === 'object' && ours !== null ? (ours as Record<string, unknown>) : {};
}

async function withRevision<T>(
  place: SidesPlace,
  against: string,
  use: (there: Side) => Promise<T>,
): Promise<T> {
  const { workspaceRoot, reposFolder, registry } = place;
  const revision = await baseRevision(workspaceRoot, reposFolder, against);
  const own = revision.repos[registry];
  if (!own || own.kind === 'unknown') {
    const why = own?.kind === 'unknown' ? own.why : `${registry} is no repo`;
    throw new NixProblem(
      `--against=${against} is neither a path with a default.nix nor an installable, and as a revision it cannot be found: ${why}`,
    );
  }
  return withBaseTree(workspaceRoot, reposFolder, revision, async (root) => {
    const folder = join(root, registry);
    if (!existsSync(join(folder, 'default.nix'))) {
      throw new NixProblem(
        `${against} has no ${registry}/default.nix, so there was no registry then`,
      );
    }
    const notes = Object.values(revision.repos).flatMap((other) =>
      other.kind === 'unknown' ? [`${other.why}; it is taken as it is now`] : [],
    );
    const unknown = Object.keys(revision.repos).filter(
      (one) => revision.repos[one]!.kind === 'unknown',
    );
    const linked = linkFurther(place, root);
    const side = pathSide(place, against, folder, {
      notes: [...notes, ...linked],
      // Those are links to what is there now.
      readable: unknown.map((one) => join(workspaceRoot, one)),
      ...(notes.length > 0 ? {} : { identity: revision }),
    });
    return use(side);
  });
}

/**
 * What the registry takes by path from beside the repos, its base, channels and flakes, is not part
 * of their tree; it is taken as it is now.
 */
function linkFurther({ workspaceRoot, registry }: SidesPlace, root: string): readonly string[] {
  const folder = join(root, registry);
  const base = baseFolder(folder);
  return furtherFolders(folder).flatMap((wanted) => {
    if (existsSync(wanted)) return [];
    const way = relative(root, wanted);
    const now = resolve(workspaceRoot, way);
    if (!existsSync(now)) return [];
    // Above the temporary tree is no place of ours.
    if (isAbsolute(way) || way.startsWith('..')) {
      const takes = wanted === base ? 'stands on' : 'has layers that take from';
      throw new NixProblem(
        `the registry of that revision ${takes} ${now}, outside of the workspace by a relative path: check the revision out beside it, and give that folder's path`,
      );
    }
    mkdirSync(dirname(wanted), { recursive: true });
    symlinkSync(now, wanted, 'dir');
    return [
      wanted === base
        ? `the base, ${basename(now)}, is taken as it is now`
        : `${basename(now)} is taken as it is now`,
    ];
  });
}
