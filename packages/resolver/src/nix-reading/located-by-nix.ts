import { readLambdaAt, type Formal, type NixParser } from '@nx-nix/lambdas';
import { pathText } from '../names/attribute-path';
import type { LocatedPackage, LocatedRepo } from '../locate/located';
import type { ReadingCache } from '../readings/reading-cache';
import { RepoFolder } from '../locate/repo-folder';
import { NotALambda } from '../problems/not-a-lambda';
import { FILE_START, type Place, type Problem } from '../problems/problem';
import type { LambdaByNix, PackageByNix, NixReading } from './nix-reading';
import type { Repo } from '../repo/repo';

/**
 * Converts a Nix reading to the same form as `locatePackages`. Parts that Nix does not know are
 * read from the text at the place that Nix gives (kinds and shapes of defaults). Members of a
 * curried group get a reference to the whole package set, because their references are unknown.
 */
export function locatedByNix(
  workspaceRoot: string,
  repo: Repo,
  parser: NixParser,
  cache: ReadingCache,
  reading: NixReading,
): LocatedRepo {
  const folder = new RepoFolder(workspaceRoot, repo.root);
  const start = startOf(repo);
  const textual = new TextualFormals(folder, repo.root, parser, cache);
  return {
    repo,
    layout: undefined,
    trees: [],
    packages: [
      ...reading.packages.map((pkg) => locatedPackage(pkg, start, textual)),
      ...reading.errors
        .filter(({ path }) => path.length > 0)
        .map(({ path, problem }) => ({ ...broken, path, ...inFile(problem.place) })),
    ],
    problems: [
      ...folder.problems,
      ...reading.errors.map(({ problem }) => problem),
      ...reading.packages.flatMap((pkg) => valueProblems(pkg, start)),
    ],
    groupFormals: [],
  };
}

/** The place where Nix starts to evaluate a repo: its `default.nix`. */
export function startOf({ root }: Repo): Place {
  return { file: `${root}/default.nix`, position: FILE_START };
}

const nothing = { formals: [], references: [], sets: 0, isNur: false, isBroken: false } as const;
const broken = { ...nothing, kind: 'lambda', isBroken: true } as const;

function inFile(place: Place): Pick<LocatedPackage, 'place' | 'formalsFile'> {
  return { place, formalsFile: place.file };
}

function locatedPackage(pkg: PackageByNix, start: Place, textual: TextualFormals): LocatedPackage {
  const { path } = pkg;
  const place = (pkg.kind === 'open' ? undefined : pkg.place) ?? start;
  const curried = pkg.isCurried
    ? { sets: 1, references: [{ path: [], place, isOptional: false }] }
    : {};
  if (pkg.kind === 'lambda') {
    const { ellipsis, universal } = pkg;
    return {
      ...nothing,
      ...curried,
      ...{ kind: 'lambda', path, ...inFile(place), formals: textual.of(pkg) },
      ...(pkg.place && {
        head: { position: place.position, ellipsis, ...(universal !== undefined && { universal }) },
      }),
    };
  }
  return pkg.isCurried
    ? { ...nothing, ...curried, kind: 'expression', path, ...inFile(place) }
    : { ...broken, path, ...inFile(place) };
}

function valueProblems(pkg: PackageByNix, start: Place): readonly Problem[] {
  if (pkg.kind !== 'value' || pkg.isCurried) return [];
  return [new NotALambda(pkg.place ?? start, `${pkg.found}, as \`${pathText(pkg.path)}\``)];
}

/**
 * Reads the formals that Nix found from the text: in text order, with kinds and shapes of defaults.
 */
class TextualFormals {
  constructor(
    private readonly folder: RepoFolder,
    private readonly root: string,
    private readonly parser: NixParser,
    private readonly cache: ReadingCache,
  ) {}

  of({ place, formals }: LambdaByNix): readonly Formal[] {
    const plain = formals.map(({ name, hasDefault, position }) => ({
      name,
      hasDefault,
      position: position ?? place?.position ?? FILE_START,
    }));
    if (!place || formals.length === 0) return plain;
    const file = place.file.slice(this.root.length + 1);
    const { line, column } = place.position;
    const read = this.cache.reading(file, this.folder.source(file), {
      kind: `lambda@${line}:${column}`,
      read: (bytes) => readLambdaAt(this.parser, bytes, place.position),
    });
    const textual = read?.lambda?.formals;
    // If the text has other formals than Nix found, those of Nix are used.
    return textual && sameText(textual, plain) ? textual : plain;
  }
}

function sameText(a: readonly Formal[], b: readonly Formal[]): boolean {
  const text = (formals: readonly Formal[]): string =>
    formals
      .map(({ name, hasDefault, position: { line, column } }) =>
        [name, hasDefault, line, column].join(' '),
      )
      .sort()
      .join('\n');
  return text(a) === text(b);
}
