import type { Position } from '@nx-nix/lambdas';
import { attributeName, comparePaths, pathText, type AttributePath } from '../names/attribute-path';
import type { LocatedPackage } from '../locate/located';
import { placeText, type Place } from '../problems/problem';
import type { FormalByNix, LambdaByNix, PackageByNix, NixReading } from './nix-reading';

/** The comparison of static reading and Nix reading for one repo. */
export interface Comparison {
  /** The number of packages that both readings have. */
  readonly compared: number;
  readonly differences: readonly Difference[];
  /**
   * Packages that could not be compared: without the whole package set, Nix knows nothing of them.
   */
  readonly open: readonly AttributePath[];
}

/** A package for which the two readings differ, with all differences. */
export interface Difference {
  readonly path: AttributePath;
  readonly place: Place;
  readonly points: readonly DifferencePoint[];
}

/** One difference, in words for a message: `` the formal `zlib` ``, `is not there`, `is …`. */
export interface DifferencePoint {
  readonly what: string;
  readonly read: string;
  readonly nix: string;
}

/**
 * Compares the static reading of a repo with the Nix reading: packages, their kinds, formals and
 * positions. Packages that Nix cannot evaluate are left out. Members of NUR's file are `open`: the
 * file is applied to the package set as a whole, and cannot be evaluated without it.
 * @param start the place for packages that only Nix has, if Nix gives no place
 * @param isSameFile whether two paths (from the workspace root) are the same file, through links
 */
export function compareReadings(
  located: readonly LocatedPackage[],
  reading: NixReading,
  start: Place,
  isSameFile: (a: string, b: string) => boolean = (a, b) => a === b,
): Comparison {
  const read = new Map(
    located.filter(({ isNur }) => !isNur).map((pkg) => [pathText(pkg.path), pkg]),
  );
  const byNix = new Map(reading.packages.map((pkg) => [pathText(pkg.path), pkg]));
  const refused = new Set(reading.errors.map(({ path }) => pathText(path)));
  const isRefused = ({ path }: LocatedPackage): boolean =>
    refused.has('') || path.some((_, i) => refused.has(pathText(path.slice(0, i + 1))));

  const both = [...read].flatMap(([key, pkg]) => {
    const other = byNix.get(key);
    return other ? [{ pkg, other }] : [];
  });
  const differences = [
    ...both.map(({ pkg, other }) => ({
      path: pkg.path,
      place: pkg.place,
      points: pointsOf(pkg, other, isSameFile),
    })),
    ...[...read.values()]
      .filter((pkg) => !byNix.has(pathText(pkg.path)) && !isRefused(pkg))
      .map(onlyRead),
    ...[...byNix].filter(([key]) => !read.has(key)).map(([, pkg]) => onlyByNix(pkg, start)),
  ];
  return {
    compared: both.length,
    differences: differences
      .filter(({ points }) => points.length > 0)
      .sort((a, b) => comparePaths(a.path, b.path)),
    open: [
      ...located.filter(({ isNur }) => isNur).map(({ path }) => path),
      ...both.flatMap(({ pkg, other }) =>
        pkg.kind === 'lambda' && !pkg.isBroken && other.kind === 'open' ? [pkg.path] : [],
      ),
    ],
  };
}

function onlyRead(pkg: LocatedPackage): Difference {
  const points = [{ what: 'the package', read: `is ${kindRead(pkg)}`, nix: 'is not there' }];
  return { path: pkg.path, place: pkg.place, points };
}

function onlyByNix(pkg: PackageByNix, start: Place): Difference {
  const place = (pkg.kind === 'open' ? undefined : pkg.place) ?? start;
  const points = [{ what: 'the package', read: 'is not there', nix: `is ${kindByNix(pkg)}` }];
  return { path: pkg.path, place, points };
}

function kindRead({ kind, isBroken, sets }: LocatedPackage): string {
  if (isBroken) return 'nothing that can be read';
  return kind === 'lambda' ? 'a lambda' : sets > 0 ? 'an expression of a group' : 'no lambda';
}

function kindByNix(pkg: PackageByNix): string {
  if (pkg.kind === 'open') return 'an expression of a group';
  return pkg.kind === 'lambda' ? 'a lambda' : pkg.found;
}

function pointsOf(
  read: LocatedPackage,
  byNix: PackageByNix,
  isSameFile: (a: string, b: string) => boolean,
): readonly DifferencePoint[] {
  const isLambda = read.kind === 'lambda' && !read.isBroken;
  const group = groupPoints(read, byNix);
  if (byNix.kind === 'lambda' && isLambda) {
    return [...group, ...lambdaPoints(read, byNix, isSameFile)];
  }
  // In both readings no lambda, or Nix knows nothing of it.
  if (byNix.kind === 'open' || (byNix.kind === 'value' && !isLambda)) return group;
  return [{ what: 'the package', read: `is ${kindRead(read)}`, nix: `is ${kindByNix(byNix)}` }];
}

/** A difference about currying; not for a plain value, which may come from either kind of group. */
function groupPoints(read: LocatedPackage, byNix: PackageByNix): readonly DifferencePoint[] {
  if (read.isBroken || byNix.kind === 'value') return [];
  const say = (isCurried: boolean): string =>
    isCurried ? 'curried over package sets' : 'not curried over package sets';
  const isCurried = read.sets > 0;
  return isCurried === byNix.isCurried
    ? []
    : [{ what: 'its group', read: `is ${say(isCurried)}`, nix: `is ${say(byNix.isCurried)}` }];
}

function lambdaPoints(
  read: LocatedPackage,
  byNix: LambdaByNix,
  isSameFile: (a: string, b: string) => boolean,
): readonly DifferencePoint[] {
  const inSameFile = byNix.place !== undefined && isSameFile(read.formalsFile, byNix.place.file);
  return [
    ...beginPoints(read, byNix, inSameFile),
    ...formalPoints(read, byNix, inSameFile),
    ...(read.head && read.head.ellipsis !== byNix.ellipsis
      ? [{ what: '`...`', read: isThere(read.head.ellipsis), nix: isThere(byNix.ellipsis) }]
      : []),
    ...(read.head && read.head.universal !== byNix.universal
      ? [
          {
            what: 'the name of the whole argument',
            read: nameText(read.head.universal),
            nix: nameText(byNix.universal),
          },
        ]
      : []),
  ];
}

function isThere(is: boolean): string {
  return is ? 'is there' : 'is not there';
}

function nameText(name: string | undefined): string {
  return name === undefined ? 'has none' : `is \`${name}\``;
}

function beginPoints(
  { formalsFile, head }: LocatedPackage,
  { place, elsewhere }: LambdaByNix,
  inSameFile: boolean,
): readonly DifferencePoint[] {
  const isSame = inSameFile && (!head || isEqual(head.position, place!.position));
  if (isSame) return [];
  const read = head ? placeText({ file: formalsFile, position: head.position }) : formalsFile;
  const nix = place ? placeText(place) : (elsewhere ?? 'nowhere that it says');
  return [{ what: 'where its lambda begins', read: `is ${read}`, nix: `is ${nix}` }];
}

function formalPoints(
  pkg: LocatedPackage,
  lambda: LambdaByNix,
  inSameFile: boolean,
): readonly DifferencePoint[] {
  const read = new Map(pkg.formals.map((formal) => [formal.name, formal]));
  const byNix = new Map(lambda.formals.map((formal) => [formal.name, formal]));
  const names = [...new Set([...read.keys(), ...byNix.keys()])];
  return names.flatMap((name): readonly DifferencePoint[] => {
    const [textFormal, nixFormal] = [read.get(name), byNix.get(name)];
    const what = `the formal \`${attributeName(name)}\``;
    if (!textFormal) return [{ what, read: 'is not there', nix: `is ${formalText(nixFormal!)}` }];
    if (!nixFormal) return [{ what, read: `is ${formalText(textFormal)}`, nix: 'is not there' }];
    const isElsewhere =
      inSameFile &&
      nixFormal.position !== undefined &&
      !isEqual(textFormal.position, nixFormal.position);
    return textFormal.hasDefault !== nixFormal.hasDefault || isElsewhere
      ? [{ what, read: `is ${formalText(textFormal)}`, nix: `is ${formalText(nixFormal)}` }]
      : [];
  });
}

function formalText({ hasDefault, position }: FormalByNix): string {
  const at = position ? `, at ${position.line}:${position.column}` : '';
  return `${hasDefault ? 'with' : 'without'} a default${at}`;
}

function isEqual(a: Position, b: Position): boolean {
  return a.line === b.line && a.column === b.column;
}
