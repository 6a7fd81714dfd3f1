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
      const prepared = { name, lower, letters: lettersOf(lower) };
      const sameLength = this.byLength.get(name.length);
      if (sameLength) sameLength.push(prepared);
      else this.byLength.set(name.length, [prepared]);
    }
  }

  /** The three nearest, nearest first; see `nearestNames`. */
  near(wanted: string): readonly NearName[] {
    const known = this.answers.get(wanted);
    if (known) return known;
    const answer = nearestOf([...this.within(wanted)]);
    this.answers.set(wanted, answer);
    return answer;
  }

  private *within(wanted: string): Iterable<NearName> {
    const limit = Math.max(1, Math.floor(wanted.length / 3));
    const lower = wanted.toLowerCase();
    const letters = lettersOf(lower);
    for (let length = wanted.length - limit; length <= wanted.length + limit; length++) {
      for (const candidate of this.byLength.get(length) ?? []) {
        if (candidate.name === wanted) continue;
        // A slip takes one letter away and brings one, at most.
        if (bitsIn(candidate.letters ^ letters) > 2 * limit) continue;
        const distance = slips(lower, candidate.lower, limit);
        if (distance <= limit) yield { name: candidate.name, distance };
      }
    }
  }
}

interface PreparedName {
  readonly name: string;
  readonly lower: string;
  /** Which letters are in it, as bits; several letters share one. */
  readonly letters: number;
}

function lettersOf(text: string): number {
  let letters = 0;
  for (let i = 0; i < text.length; i++) letters |= 1 << (text.charCodeAt(i) & 31);
  return letters;
}

function bitsIn(number: number): number {
  let count = 0;
  for (let rest = number; rest !== 0; rest &= rest - 1) count++;
  return count;
}

function nearestOf(near: readonly NearName[]): readonly NearName[] {
  const unique = [...new Map(near.map((one) => [one.name, one])).values()];
  unique.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
  return unique.slice(0, MOST_NAMES);
}

function namesOf(near: readonly NearName[]): readonly string[] {
  return near.map(({ name }) => name);
}

/**
 * Optimal string alignment distance, three rows at a time. Over the limit, any number over the limit:
 * where two rows in a row are over it, so is what follows.
 */
function slips(a: string, b: string, limit: number): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  let leastOfLast = 0;
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, beforeLast[j - 2]! + 1);
      }
      row.push(best);
      if (best < least) least = best;
    }
    if (least > limit && leastOfLast > limit) return limit + 1;
    beforeLast = last;
    last = row;
    leastOfLast = least;
  }
  return last[b.length]!;
}
