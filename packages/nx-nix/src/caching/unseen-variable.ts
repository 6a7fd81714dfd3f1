/**
 * The environment variable that carries, into a repo's task hashes, what Nx itself does not see of
 * the repo. One for each repo, so that a change in one leaves the others' hits alone.
 */
export function unseenVariable(root: string): string {
  const spelled = [...root]
    .map((c) => (/[A-Za-z0-9]/.test(c) ? c : `_${c.codePointAt(0)!.toString(16)}_`))
    .join('');
  return `NX_NIX_UNSEEN_${spelled}`;
}
