/**
 * Which licences packages may have. What is installed for those who use nx-nix is held to a shorter
 * list than what only its developers run.
 */

const PERMISSIVE = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'ISC',
  'MIT',
];

/** By scope: the licences, as SPDX calls them. */
export const ALLOWED = {
  // Python-2.0: argparse, a parser of command lines that was ported from Python's.
  production: [...PERMISSIVE, 'Python-2.0'],
  // CC-BY-4.0: caniuse-lite, which is data. PSF-2.0: a newer argparse, as above.
  development: [...PERMISSIVE, 'Python-2.0', 'PSF-2.0', 'CC0-1.0', 'CC-BY-4.0'],
};

/**
 * Packages that may be there whatever their licence is, with the reason.
 * @type {Readonly<Record<string, string>>}
 */
export const EXCEPTED = {
  openpgp: 'LGPL-3.0+: development only, never bundled (docs/decisions/supply.md)',
};

/**
 * Whether an expression of SPDX is met by a list of licences: of `OR` one side, of `AND` both. What is
 * no such expression (`SEE LICENSE IN …`, an exception behind `WITH`) is not.
 *
 * @param {string} expression
 * @param {readonly string[]} allowed
 * @returns {boolean}
 */
export function isAllowed(expression, allowed) {
  const words = expression.match(/\(|\)|[^\s()]+/g) ?? [];
  let at = 0;
  /** @returns {boolean} */
  const either = () => {
    let is = both();
    while (words[at] === 'OR') {
      at++;
      // Both sides are read, whatever the first one is.
      is = both() || is;
    }
    return is;
  };
  /** @returns {boolean} */
  const both = () => {
    let is = one();
    while (words[at] === 'AND') {
      at++;
      is = one() && is;
    }
    return is;
  };
  /** @returns {boolean} */
  const one = () => {
    const word = words[at++];
    if (word !== '(') return word !== undefined && allowed.includes(word);
    const is = either();
    return words[at++] === ')' && is;
  };
  const is = either();
  return is && at === words.length;
}
