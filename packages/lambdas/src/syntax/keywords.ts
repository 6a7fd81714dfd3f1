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

/** Length of the longest keyword. */
export const longestKeyword = Math.max(...[...keywords].map((word) => word.length));

/** Whether a word is reserved, so that it cannot be a name; `or` can, in some places. */
export function isKeyword(word: string): boolean {
  return word.length <= longestKeyword && keywords.has(word);
}
