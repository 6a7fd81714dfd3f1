import { evaluationMebibytes } from './evaluation-limits';

/** What Nix says where an evaluation may not do something, and what can be done about it. */
const HINTS: readonly (readonly [RegExp, (registry: string) => string])[] = [
  [
    /allow-import-from-derivation/,
    (registry) =>
      `nothing is built while packages are evaluated, unless the registry allows it: write "importFromDerivation": true in ${registry}/nix-repo.json`,
  ],
  [
    /experimental (Nix )?feature 'flakes' is disabled|requires the 'flakes' exp|attribute 'getFlake' missing/,
    () =>
      'packages are evaluated without flakes, by which they could read any folder: take it as an input of a layer (docs/layers.md)',
  ],
  [
    /is forbidden in restricted mode/,
    () =>
      'packages read the repos, and what the registry grants to them and locks, and nothing else (docs/security.md)',
  ],
  [
    /error: out of memory|GC Warning: Out of Memory|cannot allocate memory/i,
    () =>
      `an evaluation may take ${evaluationMebibytes()} MiB: NX_NIX_EVALUATION_MEMORY says how many, and fewer packages at once take less`,
  ],
];

/**
 * What a user can do where Nix refused something that nx-nix does not allow; undefined for all else.
 * @param stderr of Nix
 * @param registry the registry's folder, from the workspace root
 */
export function nixHint(stderr: string, registry: string): string | undefined {
  const found = HINTS.find(([pattern]) => pattern.test(stderr));
  return found && `hint: ${found[1](registry)}`;
}
