/** @typedef {import('./check.mjs').TreeResult} TreeResult */

/** The report as JSON, for `--json`. @param {TreeResult} result */
export function jsonReport(result) {
  return JSON.stringify(result, undefined, 2);
}

/**
 * The report as text: each difference, each unresolved name, the problems that `resolve` would
 * report, and a line for each kind of question.
 *
 * @param {TreeResult} result
 */
export function textReport(result) {
  const { differences, names, problems } = result;
  return [
    ...differences.map(({ about, name, file, what }) =>
      name === '' ? `${file}: ${what}` : `${file}: ${about} ${name}: ${what}`,
    ),
    ...(names?.unresolved ?? []).map(
      ({ name, file, by, count }) =>
        `${file}: \`${by}\`${count > 1 ? ` and ${count - 1} more ask` : ' asks'} for ${name}, and nobody has it`,
    ),
    ...(problems.length > 0 ? ['', `What \`resolve\` reports of this tree:`, ...problems] : []),
    '',
    ...summary(result),
  ]
    .join('\n')
    .trimStart();
}

/** @param {TreeResult} result */
function summary({ tree, nix, layout, seconds, processes, packages, groups, ...rest }) {
  const { taken, names, failed, files, differences } = rest;
  const lines = [
    `${tree}, Nix ${nix}`,
    layout === undefined
      ? 'layout: none of those known'
      : `layout: ${layout}; read in ${seconds.toFixed(1)} s, ${processes} Nix processes`,
  ];
  if (taken.packages + taken.untaken.length > 0) {
    lines.push(
      `taken: ${taken.notCompared === undefined ? `${taken.alike} of ${taken.packages} packages are those that Nix takes` : `${taken.packages} packages; Nix was not asked which it takes: ${taken.notCompared}`}` +
        counted(taken.notInSet.length, "that the tree's own package set does not have") +
        counted(taken.onlyInSet.length, 'names that only that set has') +
        counted(taken.notAsked.length, 'sets in it that Nix cannot evaluate') +
        (taken.hasSet ? '' : '; the tree has no package set of its own to compare with') +
        counted(taken.untaken.length, 'Nix files not taken'),
    );
  }
  if (packages.packages > 0) {
    lines.push(
      `packages: ${packages.alike} of ${packages.packages} read alike, ${packages.formals} formals` +
        counted(packages.unreadable, 'that are no lambda for Nix either') +
        counted(packages.undefinedVariables, 'with undefined variables, which are not looked for'),
    );
  }
  if (groups.groups > 0) {
    const types = Object.entries(groups.expressions).sort();
    lines.push(
      `groups: ${groups.groups}, with ${groups.members} members: ${groups.lambdas} lambdas with Nix's formals, ` +
        `${types.reduce((sum, [, count]) => sum + count, 0)} expressions ` +
        `(${types.map(([type, count]) => `${count} ${type}`).join(', ')})` +
        counted(groups.notEvaluated.length, 'that Nix cannot evaluate, by name only'),
    );
  }
  for (const { tree: set, error } of failed) lines.push(`${set} is no package set here: ${error}`);
  if (names) {
    const sets = names.sets.map(({ tree: set, names: count }) => `${count} of ${set}`).join(', ');
    lines.push(
      `names: ${names.known} known (with ${sets}); ${names.missing} of ${names.required} required formals are unresolved`,
    );
  } else if (packages.packages + groups.groups > 0) {
    lines.push('names: not looked for, as no package set could be evaluated; see --base');
  }
  if (files) {
    lines.push(
      `files: ${files.files}, read in ${files.seconds.toFixed(1)} s; ${files.lambdas} lambdas compared, ${files.refused} refused by both` +
        counted(files.undefinedVariables, 'with undefined variables, which are not looked for') +
        counted(files.notUtf8, 'not UTF-8') +
        counted(files.notEvaluated, 'lambdas that Nix cannot evaluate'),
    );
  }
  lines.push(`differences: ${differences.length}`);
  return lines;
}

/** @param {number} count @param {string} what */
function counted(count, what) {
  return count === 0 ? '' : `; ${count} ${what}`;
}
