import type { Delegate, OverlayFile, OverlayUses } from '@nx-nix/lambdas';
import { BadOverlay } from '../../problems/layers/bad-overlay';
import { NamesDependOnFinal } from '../../problems/layers/names-depend-on-final';
import { MissingFile } from '../../problems/missing-file';
import type { Place, Problem } from '../../problems/problem';
import { besideOf, onTopOf } from './composed-overlay';
import { locatedOverlay, type LocatedOverlay, type OverlayPlaces } from './located-overlay';

/** The access of overlays to the files of their repo. */
export interface OverlayFileReader {
  /**
   * Reads one file, and reports its diagnostics.
   * @param applied how many arguments another file passes to it; undefined for an entry
   */
  readonly read: (file: string, applied: number | undefined) => OverlayFile | undefined;
  readonly has: (file: string) => boolean;
  /** The path from the repo's folder of a path written in `from`. */
  readonly beside: (from: string, written: string) => string;
  readonly place: (file: string, position: Delegate['position']) => Place;
  readonly usesOfCall: (
    file: string,
    call: Parameters<OverlayPlaces['usesOfCall']>[0],
  ) => ReturnType<OverlayPlaces['usesOfCall']>;
  readonly report: (problem: Problem) => void;
}

/** An overlay of more files is a circle, or files that import each other twice at every level. */
const MOST_FILES = 500;

// Why: docs/decisions/layers.md#an-overlay-of-several-files-is-composed-of-their-readings
/** What an overlay file sets, with all files that it is made of; reports their problems. */
export function overlayInFiles(
  reader: OverlayFileReader,
  entry: string,
): LocatedOverlay | undefined {
  let left = MOST_FILES;

  function overlayIn(file: string, applied?: number): LocatedOverlay | undefined {
    const read = reader.read(file, applied);
    if (!read) return undefined;
    for (const { path, position } of certainNames(read)) {
      reader.report(new NamesDependOnFinal(reader.place(file, position), path));
    }
    const places: OverlayPlaces = {
      placeOf: (position) => reader.place(file, position),
      usesOfCall: (call) => reader.usesOfCall(file, call),
    };
    if (!read.parts) return locatedOverlay(read, places);
    const start: LocatedOverlay = { hasHead: read.hasHead, attributes: [], sets: [] };
    return read.parts.reduce((earlier, { isBeside, delegate, own }) => {
      const later = delegate ? called(file, delegate) : own && locatedOverlay(own, places);
      if (!later) return earlier;
      return isBeside ? besideOf(earlier, later) : onTopOf(earlier, later);
    }, start);
  }

  function called(from: string, { file, applied, position }: Delegate): LocatedOverlay | undefined {
    const path = reader.beside(from, file);
    const place = reader.place(from, position);
    if (!reader.has(path)) reader.report(new MissingFile(place, file));
    else if (left-- > 0) return overlayIn(path, applied);
    else if (left === -1) reader.report(new BadOverlay(place, ENDLESS));
    return undefined;
  }

  return overlayIn(entry);
}

const ENDLESS = 'this overlay is made of itself: the files that it imports lead back to it';

/** What certainly decides which attributes there are, and is of `final`. */
function certainNames({ names, parts = [] }: OverlayFile): OverlayUses['final'] {
  return [names, ...parts.flatMap(({ own }) => own?.names ?? [])]
    .flatMap(({ final }) => final)
    .filter(({ isUncertain }) => !isUncertain);
}
