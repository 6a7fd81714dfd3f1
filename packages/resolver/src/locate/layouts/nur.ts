import { below, hasFile, type PackageSource, type RepoReader } from './layout';

const FILE = 'default.nix';

/**
 * The layout of NUR: the repo's `default.nix` is a function of the package set,
 * `{ pkgs ? import <nixpkgs> { } }: { … }`.
 */
export function nurSources(files: RepoReader, folder: string): readonly PackageSource[] {
  return hasFile(files, folder, FILE) ? [{ file: below(folder, FILE), kind: 'nur', path: [] }] : [];
}

/**
 * Whether a repo is recognised as one of NUR: by the formal `pkgs`. In other repos, the
 * `default.nix` has `lib` instead.
 */
export function isNur(files: RepoReader): boolean {
  return hasFile(files, '', FILE) && (files.formalsOf(FILE)?.includes('pkgs') ?? false);
}
