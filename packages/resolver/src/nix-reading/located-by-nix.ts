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
 * A repo as Nix tells of it, in the form in which static reading gives one, so that it can be
 * resolved. What Nix does not tell is read from the text at the place that Nix names (shapes of
 * defaults), or taken for the most that it can be: whatever is in a curried group may lean on the
 * whole package set.
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

/** Where a repo's packages come from, as Nix sees it. */
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

/** The formals that Nix names, as the text has them: in its order, with what their defaults are. */
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
    // Where the text is not what Nix read, Nix is right.
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
