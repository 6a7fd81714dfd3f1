import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { readGroupFile } from '@nx-nix/lambdas';

/**
 * The Python modules that a tree calls without arguments of its own, as in
 * `six = callPackage ../development/python-modules/six { };`. Only these are the same when they
 * become lambdas of a repo.
 *
 * @param {import('@nx-nix/lambdas').NixParser} parser
 * @param {string} tree
 * @param {{ folder: string, members: string }} files
 * @returns {ReadonlyMap<string, import('@nx-nix/lambdas').Position>} the position of the folder's
 *   path, by module
 */
export function plainPythonMembers(parser, tree, { folder, members }) {
  const bytes = readFileSync(join(tree, members));
  const lines = bytes.toString('latin1').split('\n');
  const plain = new Map();
  for (const { path, position, expression } of readGroupFile(parser, bytes).members) {
    const [name, ...rest] = path;
    const [call, ...others] = expression?.calls ?? [];
    if (name === undefined || rest.length > 0 || !call?.file || others.length > 0) continue;
    const leadsTo = posix.join(posix.dirname(members), call.file);
    if (leadsTo !== posix.join(folder, name) || call.explicit?.length !== 0) continue;
    // NOTE: the text around the call must be checked: `(callPackage ./six { }).override { … }` has
    // the same references.
    if (call.position.line !== position.line) continue;
    const line = lines[position.line - 1] ?? '';
    const before = line.slice(position.column - 1, call.position.column - 1);
    const after = line.slice(call.position.column - 1 + call.file.length);
    if (/^\S+\s*=\s*callPackage\s+$/.test(before) && /^\s*\{\s*\}\s*;/.test(after)) {
      plain.set(name, call.position);
    }
  }
  return plain;
}
