import { below, hasFile, type Layout } from './layout';

const FILE = 'default.nix';

/**
 * NUR's: the `default.nix` of the repo is itself a function of the package set,
 * `{ pkgs ? import <nixpkgs> { } }: { … }`. It is recognised by that name among its formals: other
 * repos' `default.nix` takes `lib`.
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
