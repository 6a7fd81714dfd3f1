/**
 * The smallest part of a file for which `fails` is still true, found by removing pieces.
 *
 * @param {Uint8Array} bytes
 * @param {(bytes: Uint8Array) => boolean} fails
 * @returns {Uint8Array}
 */
export function smallerInput(bytes, fails) {
  let smallest = Buffer.from(bytes);
  if (!fails(smallest)) return bytes;
  for (let piece = Math.ceil(smallest.length / 2); piece >= 1;) {
    let isSmaller = false;
    for (let at = 0; at < smallest.length;) {
      const without = Buffer.concat([smallest.subarray(0, at), smallest.subarray(at + piece)]);
      if (fails(without)) [smallest, isSmaller] = [without, true];
      else at += piece;
    }
    if (piece === 1 && !isSmaller) break;
    piece = isSmaller ? Math.min(piece, smallest.length) : Math.floor(piece / 2);
  }
  return smallest;
}

/**
 * Lists with less in them: without a half, a quarter, … and without each single item.
 *
 * @template T
 * @param {readonly T[]} list
 * @returns {Iterable<readonly T[]>} none is empty
 */
export function* smallerLists(list) {
  for (let piece = Math.ceil(list.length / 2); piece >= 1; piece = Math.floor(piece / 2)) {
    for (let at = 0; at < list.length; at += piece) {
      const without = list.toSpliced(at, piece);
      if (without.length > 0) yield without;
    }
  }
}
