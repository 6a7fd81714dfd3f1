/** The report of a proof for the terminal. @param {import('./prove-split.mjs').Proof} proof */
export function textReport(proof) {
  const { moved, skipped, compared, reachesThroughBase, stdenvIsMadeOf, holds } = proof;
  const count = (/** @type {string} */ repo) => moved.filter((one) => one.repo === repo).length;
  const repos = [...new Set(moved.map(({ repo }) => repo))].map((repo) => `${repo} ${count(repo)}`);
  const lines = [
    `moved ${moved.length} (${repos.join(', ')}), skipped ${skipped.length}`,
    ...skipped.map(({ name, why }) => `  skipped ${name}: ${why}`),
  ];
  for (const { variant, same, failing, different } of compared) {
    lines.push(
      `${variant}: ${same} same, ${different.length} different, ${failing.length} fail in both`,
    );
    for (const { name, ours, theirs } of different) {
      lines.push(`  ${name}`, `    here:  ${ours}`, `    there: ${theirs}`);
    }
    for (const { name, why } of failing.slice(0, 5)) lines.push(`  fails: ${name}: ${why}`);
  }
  if (reachesThroughBase !== undefined) {
    const verb = reachesThroughBase ? 'reaches' : 'does not reach';
    lines.push(`a change of gnumake ${verb} the rest through the base`);
  }
  if (stdenvIsMadeOf !== undefined) {
    const of = stdenvIsMadeOf === 'all' ? 'any of them' : stdenvIsMadeOf.join(', ');
    lines.push(`pkgs.json: the base's stdenv is made of ${of}`);
  }
  lines.push(holds ? 'the split holds' : 'THE SPLIT DOES NOT HOLD');
  return lines.join('\n');
}
