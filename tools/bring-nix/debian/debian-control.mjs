/**
 * Reads Debian's control format: paragraphs of `Field: value`, with continuation lines that begin
 * with a space. Packages indices, *.sources files and the heads of .deb files have this format.
 * Reference: deb822(5).
 */

/**
 * The paragraphs of a control file, in order. Field names are in lower case, as their case does not
 * matter. Continuation lines of a value are kept, each without its first blank.
 *
 * @param {string} text
 * @param {ReadonlySet<string>} [wanted] read only these fields (lower case): an index is 60 MB
 * @returns {Generator<ReadonlyMap<string, string>>}
 */
export function* paragraphs(text, wanted) {
  /** @type {Map<string, string>} */
  let fields = new Map();
  let last = '';
  for (const line of lines(text)) {
    const first = line.charAt(0);
    if (first === '' || isBlank(line, first)) {
      if (fields.size > 0) yield fields;
      fields = new Map();
      last = '';
    } else if (first === '#') {
      continue;
    } else if (first === ' ' || first === '\t') {
      if (last !== '') fields.set(last, `${fields.get(last)}\n${line.slice(1)}`);
    } else {
      const colon = line.indexOf(':');
      const name = colon < 1 ? '' : line.slice(0, colon).toLowerCase();
      last = wanted === undefined || wanted.has(name) ? name : '';
      if (last !== '') fields.set(last, line.slice(colon + 1).trim());
    }
  }
  if (fields.size > 0) yield fields;
}

/**
 * @param {string} text
 * @returns {Generator<string>}
 */
function* lines(text) {
  // NOTE: not split('\n'), which would create a million strings for an index at once
  let from = 0;
  while (from < text.length) {
    const newline = text.indexOf('\n', from);
    const end = newline === -1 ? text.length : newline;
    yield text[end - 1] === '\r' && end > from ? text.slice(from, end - 1) : text.slice(from, end);
    from = end + 1;
  }
}

/**
 * True for a line of blanks.
 * @param {string} line
 * @param {string} first its first character, which decides for most lines
 */
function isBlank(line, first) {
  return (first === ' ' || first === '\t') && line.trim() === '';
}
