import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { shardOf } from '@nx-nix/resolver';

/** @typedef {import('./package-folders.mjs').PackageFolder} PackageFolder */

const lambdas = `# The lambdas of this repository. \`lib\` is the workspace's own.
{ lib }:
lib.useByName {
  inherit lib;
  path = ./.;
}
`;

const pythonTree = { name: 'pkgs', folder: 'python-modules', set: 'python3Packages' };

/** The folder of a package of a tree in a repo. @param {PackageFolder} pkg */
export function folderInRepo({ name, kind }) {
  return kind === 'python' ? `${pythonTree.folder}/${name}` : `by-name/${shardOf(name)}/${name}`;
}

/** Thrown when packages have no place in a repo, because something is there. A user can mend it. */
export class AlreadyThere extends Error {
  /** @param {readonly string[]} paths */
  constructor(paths) {
    const are = paths.length === 1 ? 'is' : 'are';
    super(`${paths.join(', ')} ${are} there already; nothing was copied`);
  }
}

/**
 * Copies packages of a tree into a repo, and writes the files that a repo needs, if they are
 * missing.
 *
 * @param {string} tree
 * @param {string} repo
 * @param {readonly PackageFolder[]} packages
 * @throws {AlreadyThere} when a package is there already; nothing is written then
 */
export function writeRepo(tree, repo, packages) {
  const copies = packages.map((pkg) => ({ from: pkg.folder, to: join(repo, folderInRepo(pkg)) }));
  const taken = copies.map(({ to }) => to).filter((to) => existsSync(to));
  if (taken.length > 0) throw new AlreadyThere(taken);
  mkdirSync(repo, { recursive: true });
  for (const { from, to } of copies) {
    cpSync(join(tree, from), to, { recursive: true, verbatimSymlinks: true });
  }
  const kinds = new Set(packages.map(({ kind }) => kind));
  writeConfig(join(repo, 'nix-repo.json'), kinds, basename(tree));
  writeOnce(join(repo, 'default.nix'), lambdas);
  writeOnce(join(repo, 'flake.nix'), flake(basename(tree)));
}

/** @param {string} file @param {ReadonlySet<PackageFolder['kind']>} kinds @param {string} from */
function writeConfig(file, kinds, from) {
  const config = existsSync(file)
    ? JSON.parse(readFileSync(file, 'utf8'))
    : { kind: 'sig', description: descriptionOf(from) };
  /** @type {(string | object)[]} */
  const layout = config.layout === undefined ? [] : [config.layout].flat();
  const has = (/** @type {string} */ set) => JSON.stringify(layout).includes(`"${set}"`);
  if (kinds.has('by-name') && !has('by-name')) layout.push('by-name');
  if (kinds.has('python') && !has(pythonTree.set)) layout.push(pythonTree);
  const said = { ...config, ...(layout.length > 0 && { layout }) };
  writeFileSync(file, `${JSON.stringify(said, null, 2)}\n`);
}

/** @param {string} from */
function descriptionOf(from) {
  return `Packages of ${from}`;
}

/** @param {string} from */
function flake(from) {
  const description = JSON.stringify(descriptionOf(from)).replaceAll('${', '\\${');
  return `{
  description = ${description};

  inputs.lib.url = "path:../lib";

  # Lambdas only: packages are made by the registry, which also knows the system.
  outputs =
    { lib, ... }:
    {
      lambdas = import ./. { inherit (lib) lib; };
    };
}
`;
}

/** @param {string} file @param {string} text */
function writeOnce(file, text) {
  if (!existsSync(file)) writeFileSync(file, text);
}
