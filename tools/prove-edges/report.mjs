/** @typedef {Awaited<ReturnType<typeof import('./prove-edges.mjs').compareWorkspace>>} Proof */

/** The report of a proof, for people. @param {Proof} proof */
export function textReport(proof) {
  const { packages, derivations, dependencies, named, onlyByAll, missing } = proof;
  const { edges, unused, toSets, failing, skipped } = proof;
  const list = (/** @type {readonly { from: string, to: string }[]} */ pairs) =>
    pairs.slice(0, 50).map(({ from, to }) => `    ${from} -> ${to}`);
  return [
    `${packages} packages, ${derivations} derivations, Nix ${proof.nix}`,
    `${dependencies} dependencies between packages of repos:`,
    `  ${named} by edges`,
    `  ${onlyByAll.length} only because a name of the base counts as made of everything, ${onlyByAll.filter(({ isDirect }) => isDirect).length} of these without a derivation of the base between`,
    ...list(onlyByAll),
    `  ${missing.length} missing`,
    ...list(missing),
    `${edges} edges between packages, of which no derivation uses ${unused.length}; ${toSets} to whole sets`,
    ...unused
      .slice(0, 50)
      .map(({ from, to, by, kind }) => `    ${from} -> ${to} (${kind}, by ${by})`),
    `${skipped.length} packages were not moved, ${failing.length} do not evaluate`,
    ...failing.slice(0, 20).map(({ name, why }) => `    ${name}: ${why}`),
  ].join('\n');
}
