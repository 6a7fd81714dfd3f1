import { realpathSync } from 'node:fs';

/** @typedef {import('@nx-nix/lambdas').Formal} Formal */

/**
 * A function as Nix sees it: name → has a default, line, column, and the file where it is another.
 *
 * @typedef {Record<string, [boolean, number, number] | [boolean, number, number, string]>} NixFormals
 */

/** Nix: from the path of the file asked about and a function to its `NixFormals`. */
export const formalsInNix = `file: f: let args = builtins.functionArgs f; in
  builtins.mapAttrs (name: hasDefault: let at = builtins.unsafeGetAttrPos name args; in
    [ hasDefault at.line at.column ] ++ (if at.file == file then [ ] else [ at.file ])) args`;

/**
 * How our formals differ from Nix's, a phrase for each difference.
 *
 * @param {readonly Formal[]} ours
 * @param {string} ourFile where they stand, absolute
 * @param {NixFormals} theirs
 * @param {string} askedFile the file that Nix was asked about, absolute
 * @returns {string[]}
 */
export function formalDifferences(ours, ourFile, theirs, askedFile) {
  const differences = [];
  const seen = new Set();
  for (const { name, hasDefault, position } of ours) {
    seen.add(name);
    const found = Object.hasOwn(theirs, name) ? theirs[name] : undefined;
    const here = `${position.line}:${position.column}`;
    if (!found) {
      differences.push(`we read a formal \`${name}\` at ${here}, Nix has none`);
      continue;
    }
    const [theirDefault, line, column, file = askedFile] = found;
    if (hasDefault !== theirDefault) {
      differences.push(
        `we read \`${name}\` ${withOrWithout(hasDefault)} default, Nix ${withOrWithout(theirDefault)}`,
      );
    }
    if (position.line !== line || position.column !== column || !isSameFile(file, ourFile)) {
      differences.push(
        `we read \`${name}\` at ${ourFile}:${here}, Nix at ${file}:${line}:${column}`,
      );
    }
  }
  for (const name of Object.keys(theirs)) {
    if (!seen.has(name)) differences.push(`Nix reads a formal \`${name}\`, we do not`);
  }
  return differences;
}

/** @param {boolean} hasDefault */
function withOrWithout(hasDefault) {
  return hasDefault ? 'with a' : 'without a';
}

/** Nix names a file by where its links lead. @param {string} a @param {string} b */
function isSameFile(a, b) {
  return a === b || realpathSync(a) === realpathSync(b);
}
