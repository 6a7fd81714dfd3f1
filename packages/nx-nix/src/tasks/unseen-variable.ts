/**
 * The environment variable with the hash of what Nx does not see of a repo; an input of its tasks.
 * There is one for each repo, so that a change in one repo does not prevent hits in others.
 */
export function unseenVariable(root: string): string {
  return variableOf('NX_NIX_UNSEEN', root);
}

/**
 * The environment variable with the version of Nix and the hash of `lib`; an input of `resolve`.
 * Empty if `resolve` does not ask Nix.
 */
export function nixReadingVariable(root: string): string {
  return variableOf('NX_NIX_READING', root);
}

/** The name of a variable for a repo; it differs for different folders. */
export function variableOf(purpose: string, root: string): string {
  const spelled = [...root]
    .map((c) => (/[A-Za-z0-9]/.test(c) ? c : `_${c.codePointAt(0)!.toString(16)}_`))
    .join('');
  return `${purpose}_${spelled}`;
}
