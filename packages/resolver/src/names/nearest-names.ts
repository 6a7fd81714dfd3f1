/**
 * Names similar to `wanted`, for "did you mean": at most three of `candidates`, the nearest first.
 * Similarity is Damerau's distance: the number of letters that are missing, added, wrong or
 * swapped. It is at most a third of the name's length, or 1 for short names.
 */
export function nearestNames(wanted: string, candidates: Iterable<string>): readonly string[] {
  const limit = Math.max(1, Math.floor(wanted.length / 3));
  const near: { name: string; distance: number }[] = [];
  for (const name of candidates) {
    if (Math.abs(name.length - wanted.length) > limit || name === wanted) continue;
    const distance = slips(wanted.toLowerCase(), name.toLowerCase());
    if (distance <= limit) near.push({ name, distance });
  }
  near.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
  return [...new Set(near.map(({ name }) => name))].slice(0, 3);
}

/** The question "did you mean …?" for such names; undefined where there are none. */
export function didYouMean(near: readonly string[]): string | undefined {
  if (near.length === 0) return undefined;
  return `did you mean ${near.map((name) => `\`${name}\``).join(' or ')}?`;
}

/** Optimal string alignment distance; only three rows of the table are kept. */
function slips(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, beforeLast[j - 2]! + 1);
      }
      row.push(best);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}
