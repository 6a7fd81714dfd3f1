import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { byNameFolders, pythonFiles, pythonFolders } from './package-folders.mjs';
import { obstacles } from './obstacles.mjs';
import { pathsIntoFolders } from './paths-into-folders.mjs';
import { plainPythonMembers } from './python-members.mjs';

/** @typedef {import('./package-folders.mjs').PackageFolder} PackageFolder */

/**
 * Requested packages of a tree: those that can be moved to a repo as they are, and why the others
 * cannot.
 *
 * @typedef {object} Movable
 * @property {readonly PackageFolder[]} packages
 * @property {readonly { readonly name: string, readonly why: string }[]} skipped
 */

/**
 * A tree like nixpkgs whose packages can be moved to a repo. The constructor reads all files that
 * may lead into a package's folder: this takes a minute for nixpkgs.
 */
export class SplitTree {
  /**
   * @param {import('@nx-nix/lambdas').NixParser} parser
   * @param {string} tree
   * @param {{ withPython: boolean, pythonFolder?: string }} options
   */
  constructor(parser, tree, { withPython, pythonFolder = pythonFiles.folder }) {
    this.parser = parser;
    this.tree = tree;
    const { root, folders } = byNameFolders(tree);
    this.byName = folders;
    this.python = withPython ? pythonFolders(tree, pythonFolder) : new Map();
    this.paths = pathsIntoFolders(parser, tree, [
      ...(root === undefined ? [] : [{ root, depth: 2 }]),
      ...(withPython ? [{ root: pythonFolder, depth: 1 }] : []),
    ]);
    const files = { folder: pythonFolder, members: pythonFiles.members };
    const hasMembers = withPython && existsSync(join(tree, files.members));
    this.members = hasMembers ? plainPythonMembers(parser, tree, files) : new Map();
  }

  /**
   * The first of these packages that can be moved, at most a number of them.
   *
   * @param {'byName' | 'python'} kind
   * @param {readonly string[]} names
   * @param {number} most
   * @returns {Movable}
   */
  movable(kind, names, most = names.length) {
    const packages = [];
    const skipped = [];
    // In chunks, so that a small sample of nixpkgs does not check all of nixpkgs.
    for (let next = 0; next < names.length && packages.length < most;) {
      const chunk = names.slice(next, (next += most + 20));
      const candidates = [];
      for (const name of chunk) {
        const pkg = this[kind].get(name);
        const why = pkg ? this.#reachedFromOutside(pkg) : 'there is no folder of that name';
        if (why) skipped.push({ name, why });
        else if (pkg) candidates.push(pkg);
      }
      const found = obstacles(this.parser, this.tree, candidates);
      for (const pkg of candidates) {
        const why = found.get(pkg);
        if (why) skipped.push({ name: pkg.name, why });
        else if (packages.length < most) packages.push(pkg);
      }
    }
    return { packages, skipped };
  }

  /**
   * Why a package depends on more than the lambda in its folder and the set; undefined if it does
   * not.
   * @param {PackageFolder} pkg
   */
  #reachedFromOutside({ name, folder, kind }) {
    const paths = this.paths.get(folder) ?? [];
    const member = kind === 'python' ? this.members.get(name) : undefined;
    if (kind === 'python' && !member) {
      return `${pythonFiles.members} does not call it as \`${name} = callPackage … { };\``;
    }
    const other = paths.find(
      ({ file, position }) =>
        file !== pythonFiles.members ||
        position.line !== member?.line ||
        position.column !== member.column,
    );
    if (!other) return undefined;
    const { line, column } = other.position;
    return `${other.file}:${line}:${column} uses its files too`;
  }
}
