/**
 * A package, a set or an edge as pkgs.json has them.
 *
 * @typedef {{ to: string, kind: string, by: string, from?: string }} Edge
 * @typedef {{ attribute: string, path: readonly string[], repo: string, dependencies: readonly Edge[] }} WrittenPackage
 * @typedef {object} WrittenGraph
 * @property {readonly WrittenPackage[]} packages
 * @property {readonly { attribute: string, members: readonly string[] }[]} sets
 * @property {readonly { attribute: string, through: readonly string[] | 'all' }[]} [base]
 */

/**
 * A dependency between derivations of two packages of repos; direct if no derivation of the base lies
 * between.
 *
 * @typedef {{ from: string, to: string, isDirect: boolean }} Dependency
 */

/**
 * @typedef {object} ComparedEdges
 * @property {number} dependencies between derivations of packages of repos, without others between
 * @property {number} named found in the graph without anything that counts as everything
 * @property {readonly Dependency[]} onlyByAll found only because a name of the base counts as
 *   made of everything
 * @property {readonly Dependency[]} missing not found at all
 * @property {number} edges between packages
 * @property {readonly (Edge & { from: string })[]} unused edges that no derivation uses
 * @property {number} toSets edges to whole sets
 */

/**
 * Compares the graph with derivations. Each dependency of a derivation must be reachable; an edge
 * should be used by a derivation.
 *
 * @param {WrittenGraph} graph
 * @param {ReadonlyMap<string, string>} derivations of packages that are compared, by key
 * @param {ReadonlyMap<string, string>} owners keys of packages by derivation; a package may have
 *   several (a module of several Pythons)
 * @param {ReadonlyMap<string, ReadonlySet<string>>} inputs of each derivation
 * @returns {ComparedEdges}
 */
export function comparedEdges(graph, derivations, owners, inputs) {
  const known = nodesOf(graph);
  /** @type {Dependency[]} */
  const onlyByAll = [];
  /** @type {Dependency[]} */
  const missing = [];
  let dependencies = 0;
  let named = 0;
  let edges = 0;
  let toSets = 0;
  /** @type {(Edge & { from: string })[]} */
  const unused = [];
  for (const { attribute, dependencies: own } of graph.packages) {
    const derivation = derivations.get(attribute);
    if (derivation === undefined) continue;
    const { reached, isAll } = reachedFrom(attribute, known);
    const direct = new Set([...(inputs.get(derivation) ?? [])].map((one) => owners.get(one)));
    for (const to of ownedInputs(attribute, derivation, owners, inputs)) {
      dependencies++;
      if (reached.has(to)) named++;
      else (isAll ? onlyByAll : missing).push({ from: attribute, to, isDirect: direct.has(to) });
    }
    const used = new Set([...closureOf(derivation, inputs)].map((one) => owners.get(one)));
    for (const edge of own) {
      if (edge.kind === 'base' || edge.kind === 'self') continue;
      if (known.sets.has(edge.to)) toSets++;
      else {
        edges++;
        if (derivations.has(edge.to) && !used.has(edge.to)) {
          unused.push({ ...edge, from: attribute });
        }
      }
    }
  }
  return { dependencies, named, onlyByAll, missing, edges, unused, toSets };
}

/** @param {WrittenGraph} graph */
function nodesOf({ packages, sets, base = [] }) {
  return {
    packages: new Map(packages.map((pkg) => [pkg.attribute, pkg.dependencies])),
    sets: new Map(sets.map(({ attribute, members }) => [attribute, members])),
    base: new Map(base.map(({ attribute, through }) => [attribute, through])),
  };
}

/**
 * What the graph says that a package needs, directly or through others.
 *
 * @param {string} start
 * @param {ReturnType<typeof nodesOf>} known
 */
function reachedFrom(start, known) {
  const reached = new Set();
  const pending = [start];
  let isAll = false;
  const add = (/** @type {string} */ key) => {
    if (reached.has(key)) return;
    reached.add(key);
    pending.push(key);
  };
  for (let key = pending.pop(); key !== undefined; key = pending.pop()) {
    for (const { to, kind } of known.packages.get(key) ?? []) {
      if (kind !== 'base') add(to);
      else {
        const through = known.base.get(to) ?? 'all';
        if (through === 'all') isAll = true;
        else through.forEach(add);
      }
    }
    known.sets.get(key)?.forEach(add);
  }
  return { reached, isAll };
}

/**
 * The packages of repos that a derivation is made of, up to the first on each way.
 *
 * @param {string} own
 * @param {string} derivation
 * @param {ReadonlyMap<string, string>} owners
 * @param {ReadonlyMap<string, ReadonlySet<string>>} inputs
 */
function ownedInputs(own, derivation, owners, inputs) {
  const found = new Set();
  const seen = new Set([derivation]);
  const pending = [derivation];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    for (const input of inputs.get(at) ?? []) {
      if (seen.has(input)) continue;
      seen.add(input);
      const owner = owners.get(input);
      if (owner === undefined || owner === own) pending.push(input);
      else found.add(owner);
    }
  }
  return found;
}

/** @param {string} derivation @param {ReadonlyMap<string, ReadonlySet<string>>} inputs */
function closureOf(derivation, inputs) {
  const seen = new Set([derivation]);
  for (const at of seen) inputs.get(at)?.forEach((input) => seen.add(input));
  return seen;
}
