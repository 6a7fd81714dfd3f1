import { realpathSync } from 'node:fs';

/** @typedef {import('@nx-nix/lambdas').Formal} Formal */

/**
 * The formals of a function according to Nix: name → has a default, line, column, and the file if
 * it is another one.
 *
 * @typedef {Record<string, [boolean, number, number] | [boolean, number, number, string]>} NixFormals
 */

/** Nix: a function from a file's path and a function to its `NixFormals`. */
export const formalsInNix = `file: f: let args = builtins.functionArgs f; in
  builtins.mapAttrs (name: hasDefault: let at = builtins.unsafeGetAttrPos name args; in
    [ hasDefault at.line at.column ] ++ (if at.file == file then [ ] else [ at.file ])) args`;

/**
 * The differences between our formals and Nix's, a phrase for each.
 *
 * @param {readonly Formal[]} ours
 * @param {string} ourFile the file of our formals, absolute
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

/** Compares real paths, because Nix follows links. @param {string} a @param {string} b */
function isSameFile(a, b) {
  return a === b || realpathSync(a) === realpathSync(b);
}
