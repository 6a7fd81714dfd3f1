/**
 * How many slips of the hand one name differs from others by: one letter missing, too many, wrong, or
 * two swapped (optimal string alignment distance).
 *
 * NOTE: a whole column of the usual table is two numbers here, a bit for each letter of `wanted`; so
 * a name costs by its length, not by both lengths multiplied.
 * @see H. Hyyrö, "A Bit-Vector Algorithm for Computing Levenshtein and Damerau Edit Distances", 2003
 */
export class Slips {
  /** For each letter, by code: the places in `wanted` where it stands, as bits. */
  private readonly places = new Map<number, number>();

  constructor(private readonly wanted: string) {
    for (let i = 0; i < Math.min(wanted.length, MOST_BITS); i++) {
      const code = wanted.charCodeAt(i);
      this.places.set(code, (this.places.get(code) ?? 0) | (1 << i));
    }
  }

  /** The distance of a name; over the limit, any number over the limit. */
  of(name: string, limit: number): number {
    const { length } = this.wanted;
    if (length === 0) return name.length;
    return length > MOST_BITS ? tableSlips(this.wanted, name, limit) : this.bitSlips(name, limit);
  }

  private bitSlips(name: string, limit: number): number {
    const last = 1 << (this.wanted.length - 1);
    let slips = this.wanted.length;
    // Where the table grows by one from a letter of `wanted` to the next, and where it shrinks.
    let grows = -1;
    let shrinks = 0;
    let diagonal = 0;
    let placesBefore = 0;
    for (let j = 0; j < name.length; j++) {
      const places = this.places.get(name.charCodeAt(j)) ?? 0;
      const swapped = ((~diagonal & places) << 1) & placesBefore;
      diagonal = (((places & grows) + grows) ^ grows) | places | shrinks | swapped;
      let growsAcross = shrinks | ~(diagonal | grows);
      const shrinksAcross = diagonal & grows;
      if (growsAcross & last) slips++;
      else if (shrinksAcross & last) slips--;
      // Each further letter takes one slip away, at most.
      if (slips - (name.length - 1 - j) > limit) return limit + 1;
      growsAcross = (growsAcross << 1) | 1;
      grows = (shrinksAcross << 1) | ~(diagonal | growsAcross);
      shrinks = growsAcross & diagonal;
      placesBefore = places;
    }
    return slips;
  }
}

/** Bits of a number that JavaScript counts with as with bits. */
const MOST_BITS = 32;

/** The same by the table, three rows at a time: where two rows are over the limit, so is the rest. */
function tableSlips(a: string, b: string, limit: number): number {
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
