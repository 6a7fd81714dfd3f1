import { below, hasFile, type Layout } from './layout';

const FILE = 'default.nix';

/**
 * The layout of NUR: the repo's `default.nix` is a function of the package set,
 * `{ pkgs ? import <nixpkgs> { } }: { … }`. It is recognised by its formal `pkgs`; in other repos,
 * the `default.nix` has `lib` instead.
 */
export const nur: Layout = {
  name: 'nur',
  folder: '',
  fits: (files, folder) =>
    hasFile(files, folder, FILE) &&
    (files.formalsOf(below(folder, FILE))?.includes('pkgs') ?? false),
  sources: (files, folder) =>
    hasFile(files, folder, FILE) ? [{ file: below(folder, FILE), kind: 'nur', path: [] }] : [],
};
