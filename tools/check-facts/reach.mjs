import { pathText } from '@nx-nix/resolver';

/** @typedef {import('@nx-nix/resolver').BaseFacts} BaseFacts */

/**
 * What a name reaches.
 *
 * @typedef {object} Reach
 * @property {ReadonlySet<string>} names
 * @property {boolean} isAll
 * @property {(name: string) => boolean} has
 */

/**
 * Gives what is told: of a name of the base, the packages of repos that the facts say it is made of;
 * of a package of a repo, what the graph says, along all edges and through the base.
 *
 * @param {readonly { key: string, hiddenBy?: readonly string[], edges: readonly { kind: string, to: string }[] }[]} packages
 * @param {Pick<BaseFacts, 'through'>} facts
 * @returns {(name: string) => Reach}
 */
export function reachOf(packages, facts) {
  const edges = new Map(packages.map(({ key, edges: own }) => [key, own.map(({ to }) => to)]));
  const hiding = new Set(packages.filter((one) => one.hiddenBy?.length).map(({ key }) => key));
  const through = new Map(
    facts.through.map(({ path, reaches }) => [
      pathText(path),
      reaches === 'all' ? reaches : reaches.map(pathText),
    ]),
  );
  const ofBase = (/** @type {string} */ name) => {
    const reached = edges.has(name) ? undefined : through.get(name);
    if (!reached) return undefined;
    const isAll = reached === 'all';
    const names = new Set(isAll ? [] : reached);
    return { names, isAll, has: (/** @type {string} */ one) => isAll || names.has(one) };
  };
  /** @type {Map<string, Reach>} */
  const known = new Map();
  return (name) => {
    const before = known.get(name) ?? ofBase(name);
    if (before) return before;
    /** @type {Set<string>} */
    const seen = new Set();
    const open = [name];
    let isAll = false;
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      const reached = edges.get(next) ?? through.get(next) ?? [];
      isAll ||= reached === 'all' || hiding.has(next);
      if (reached !== 'all') open.push(...reached);
    }
    const names = new Set([...seen].filter((one) => edges.has(one)));
    const reach = { names, isAll, has: (/** @type {string} */ one) => isAll || names.has(one) };
    known.set(name, reach);
    return reach;
  };
}
