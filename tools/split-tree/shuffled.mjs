/**
 * The list in an order that depends only on the seed (Fisher and Yates' shuffle, with the generator
 * mulberry32).
 *
 * @template T
 * @param {readonly T[]} items
 * @param {number} seed
 * @returns {readonly T[]}
 */
export function shuffled(items, seed) {
  const result = [...items];
  let state = seed >>> 0;
  for (let last = result.length - 1; last > 0; last--) {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    const other = ((mixed ^ (mixed >>> 14)) >>> 0) % (last + 1);
    const item = /** @type {T} */ (result[last]);
    result[last] = /** @type {T} */ (result[other]);
    result[other] = item;
  }
  return result;
}
