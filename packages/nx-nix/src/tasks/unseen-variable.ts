/**
 * The environment variable that carries, into a repo's task hashes, what Nx itself does not see of
 * the repo. One for each repo, so that a change in one leaves the others' hits alone.
 */
export function unseenVariable(root: string): string {
  return variableOf('NX_NIX_UNSEEN', root);
}

/**
 * The one that carries what Nix says of a repo beside the repo itself: which Nix, and which `lib`.
 * Empty where `resolve` does not ask Nix.
 */
export function nixReadingVariable(root: string): string {
  return variableOf('NX_NIX_READING', root);
}

/** A variable for each repo: no two folders have the same. */
export function variableOf(purpose: string, root: string): string {
  const spelled = [...root]
    .map((c) => (/[A-Za-z0-9]/.test(c) ? c : `_${c.codePointAt(0)!.toString(16)}_`))
    .join('');
  return `${purpose}_${spelled}`;
}
