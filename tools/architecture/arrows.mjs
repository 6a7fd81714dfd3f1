/**
 * An arrow: how often files of one room or package import files of another.
 *
 * @typedef {object} Arrow
 * @property {string} from
 * @property {string} to
 * @property {number} imports
 */

/**
 * The part of dependency-cruiser's output that is used here.
 *
 * @typedef {{ modules: readonly { source: string, dependencies: readonly { resolved: string }[] }[] }} Cruised
 */

/**
 * Counts the imports between places.
 * @param {Cruised} cruised
 * @param {(file: string) => string | undefined} placeOf the place that a file belongs to;
 *   undefined: none
 * @returns {readonly Arrow[]} sorted
 */
export function arrowsBetween({ modules }, placeOf) {
  /** @type {Map<string, number>} */
  const counted = new Map();
  for (const { source, dependencies } of modules) {
    const from = placeOf(source);
    for (const { resolved } of dependencies) {
      const to = placeOf(resolved);
      if (from === undefined || to === undefined || from === to) continue;
      const key = `${from}\0${to}`;
      counted.set(key, (counted.get(key) ?? 0) + 1);
    }
  }
  return [...counted.keys()].sort().map((key) => {
    const [from = '', to = ''] = key.split('\0');
    return { from, to, imports: counted.get(key) ?? 0 };
  });
}

/**
 * The arrows that cannot be replaced by a chain of others: the transitive reduction of a graph
 * without circles.
 *
 * @param {readonly Arrow[]} arrows
 * @returns {ReadonlySet<Arrow>}
 */
export function essential(arrows) {
  const leads = (/** @type {string} */ from, /** @type {string} */ to) => {
    const seen = new Set([from]);
    for (const at of seen) {
      if (at === to) return true;
      for (const arrow of arrows) if (arrow.from === at) seen.add(arrow.to);
    }
    return false;
  };
  return new Set(
    arrows.filter(
      ({ from, to }) =>
        !arrows.some((other) => other.from === from && other.to !== to && leads(other.to, to)),
    ),
  );
}
