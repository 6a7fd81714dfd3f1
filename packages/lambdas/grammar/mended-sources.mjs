/**
 * What is wrong in the C sources of tree-sitter-nix, and how it is mended before they are compiled:
 * in each file, one text is replaced by another.
 *
 * @typedef {{ readonly file: string, readonly wrong: string, readonly right: string }} Mend
 */

/**
 * A `'` at the start of a fragment of an indented string, and `${` right behind it: the scanner has
 * passed the `'` already when it looks for the rest, finds nothing before `${`, and gives no
 * fragment at all. What it has passed is content.
 *
 * @type {readonly Mend[]}
 */
const mends = [
  {
    file: 'scanner.c',
    wrong: `static bool scan_indented_string_fragment(TSLexer *lexer) {
  lexer->result_symbol = INDENTED_STRING_FRAGMENT;
  for (bool has_content = false;; has_content = true) {`,
    right: `static bool scan_indented_string_fragment(TSLexer *lexer, bool has_content) {
  lexer->result_symbol = INDENTED_STRING_FRAGMENT;
  for (;; has_content = true) {`,
  },
  {
    file: 'scanner.c',
    wrong: `    if (lexer->lookahead == '\\'') {
      lexer->mark_end(lexer);
      advance(lexer);
      if (lexer->lookahead == '\\'') {
        return scan_indented_dollar_escape(lexer);
      }
    }
    return scan_indented_string_fragment(lexer);`,
    right: `    bool has_apostrophe = lexer->lookahead == '\\'';
    if (has_apostrophe) {
      lexer->mark_end(lexer);
      advance(lexer);
      if (lexer->lookahead == '\\'') {
        return scan_indented_dollar_escape(lexer);
      }
    }
    return scan_indented_string_fragment(lexer, has_apostrophe);`,
  },
];

/**
 * The content of a source file with its mends.
 *
 * @param {string} file
 * @param {string} content
 * @param {readonly Mend[]} [all]
 * @throws Error if a text that is to be replaced is not there exactly once: another version of the
 *   grammar needs a look, not a grammar that was not mended
 */
export function mended(file, content, all = mends) {
  return all
    .filter((mend) => mend.file === file)
    .reduce((text, { wrong, right }) => {
      const [before, after, ...more] = text.split(wrong);
      if (before === undefined || after === undefined || more.length > 0) {
        throw new Error(
          `${file} of tree-sitter-nix has another text than the one that is mended: look whether it still needs mended-sources.mjs\n${wrong}`,
        );
      }
      return before + right + after;
    }, content);
}
