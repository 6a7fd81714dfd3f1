const keywords: ReadonlySet<string> = new Set([
  'assert',
  'else',
  'if',
  'inherit',
  'in',
  'let',
  'or',
  'rec',
  'then',
  'with',
]);

export const longestKeyword = Math.max(...[...keywords].map((word) => word.length));

/** Whether Nix takes the word for itself, so that it names nothing (`or` sometimes does). */
export function isKeyword(word: string): boolean {
  return word.length <= longestKeyword && keywords.has(word);
}
