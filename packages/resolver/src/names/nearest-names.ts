import { Slips } from './slips';

/**
 * "Did you mean": the names that a person may have meant, by the number of slips of the hand (one
 * letter missing, too many, wrong, or two swapped).
 * Reference: optimal string alignment distance (F. J. Damerau 1964; L. Boytsov 2011).
 */

/** A name that may have been meant, and by how many slips it differs. */
export interface NearName {
  readonly name: string;
  readonly distance: number;
}

/** How many names are suggested at most. */
const MOST_NAMES = 3;

/**
 * At most three of `candidates`, nearest first, none further off than a third of the name's length
 * (and at least one slip). For many questions about the same candidates, keep a `NameIndex`.
 */
export function nearestNames(wanted: string, candidates: Iterable<string>): readonly string[] {
  return namesOf(new NameIndex(candidates).near(wanted));
}

/** The same of several indexes. */
export function nearestInAll(wanted: string, indexes: readonly NameIndex[]): readonly string[] {
  return namesOf(nearestOf(indexes.flatMap((index) => index.near(wanted))));
}

/** The question that goes with such names; undefined where there are none. */
export function didYouMean(near: readonly string[]): string | undefined {
  if (near.length === 0) return undefined;
  return `did you mean ${near.map((name) => `\`${name}\``).join(' or ')}?`;
}

/**
 * Names prepared for many questions, as thousands of packages may ask for names that nobody has. A
 * question costs by the names of about its length and letters; the same question is answered once.
 */
export class NameIndex {
  private readonly byLength = new Map<number, PreparedName[]>();
  private readonly answers = new Map<string, readonly NearName[]>();

  constructor(names: Iterable<string>) {
    for (const name of new Set(names)) {
      const lower = name.toLowerCase();
      const prepared = { name, lower, ...lettersOf(lower) };
      const sameLength = this.byLength.get(name.length);
      if (sameLength) sameLength.push(prepared);
      else this.byLength.set(name.length, [prepared]);
    }
  }

  /** The three nearest, nearest first; see `nearestNames`. */
  near(wanted: string): readonly NearName[] {
    const known = this.answers.get(wanted);
    if (known) return known;
    const answer = this.search(wanted);
    this.answers.set(wanted, answer);
    return answer;
  }

  private search(wanted: string): readonly NearName[] {
    let limit = Math.max(1, Math.floor(wanted.length / 3));
    let found: readonly NearName[] = [];
    const lower = wanted.toLowerCase();
    const slips = new Slips(lower);
    const letters = lettersOf(lower);
    // Names of about the same length first: with three of these, the limit is low for the others.
    for (let off = 0; off <= limit; off++) {
      const lengths = off === 0 ? [wanted.length] : [wanted.length - off, wanted.length + off];
      for (const candidate of lengths.flatMap((length) => this.byLength.get(length) ?? [])) {
        if (candidate.name === wanted || !mayBeWithin(limit, letters, candidate)) continue;
        const distance = slips.of(candidate.lower, limit);
        if (distance > limit) continue;
        found = nearestOf([...found, { name: candidate.name, distance }]);
        if (found.length === MOST_NAMES) limit = found[MOST_NAMES - 1]!.distance;
      }
    }
    return found;
  }
}

interface PreparedName extends Letters {
  readonly name: string;
  readonly lower: string;
}

/** Which letters are in a name, and which at least twice, as bits; several letters share one. */
interface Letters {
  readonly once: number;
  readonly twice: number;
}

function lettersOf(text: string): Letters {
  let once = 0;
  let twice = 0;
  for (let i = 0; i < text.length; i++) {
    const bit = 1 << (text.charCodeAt(i) & 31);
    twice |= once & bit;
    once |= bit;
  }
  return { once, twice };
}

/** A slip takes one letter away and brings one, at most. */
function mayBeWithin(limit: number, a: Letters, b: Letters): boolean {
  return (
    bitsIn(a.once & ~b.once) + bitsIn(a.twice & ~b.twice) <= limit &&
    bitsIn(b.once & ~a.once) + bitsIn(b.twice & ~a.twice) <= limit
  );
}

function bitsIn(number: number): number {
  let bits = number - ((number >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

function nearestOf(near: readonly NearName[]): readonly NearName[] {
  const unique = [...new Map(near.map((one) => [one.name, one])).values()];
  unique.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
  return unique.slice(0, MOST_NAMES);
}

function namesOf(near: readonly NearName[]): readonly string[] {
  return near.map(({ name }) => name);
}
