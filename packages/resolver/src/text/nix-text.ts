import { withoutUnseen } from './unseen-characters';

/** A Nix string literal with exactly that content: quotes and interpolations are escaped. */
export function nixString(content: string): string {
  const escaped = content
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('${', '\\${')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t');
  // `$${` is a literal dollar followed by `${` for Nix, so a dollar before `\${` stays harmless.
  return `"${escaped}"`;
}

/** A text for people alone, such as a description, which Nix prints as it is: one line. */
export function nixDescription(content: string): string {
  return nixString(withoutUnseen(content));
}

/** A text as a comment: one line, so that a second line does not become code. */
export function nixComment(text: string): string {
  return `# ${withoutUnseen(text.replace(/\s+/g, ' ').trim())}`;
}
