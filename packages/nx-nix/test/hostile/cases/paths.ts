import { packageFile, type HostileCase, type HostileFiles } from '../hostile-case';

const kind = 'paths';

const said = (name: string, files: HostileFiles, more: Partial<HostileCase> = {}): HostileCase => ({
  name,
  kind,
  files,
  ...more,
});
const json = (name: string, text: string): HostileCase =>
  said(`${name} of nix-repo.json`, { 'nix-repo.json': text, [packageFile('evil')]: '{ }: "evil"' });
const body = (name: string, text: string, more: Partial<HostileCase> = {}): HostileCase =>
  said(`a package that reads ${name}`, { [packageFile('evil')]: text }, more);

export const PATHS: readonly HostileCase[] = [
  json('`exclude` with dots', '{ "exclude": ["../other"] }'),
  json('`exclude` with a path of the machine', '{ "exclude": ["/etc"] }'),
  json('`attributes` with dots', '{ "attributes": { "../other/by-name/ot/other": "mine" } }'),
  json('`attributes` with a path of the machine', '{ "attributes": { "@outside@": "mine" } }'),
  json('a layout in another repo', '{ "layout": { "name": "pkgs", "folder": "../other" } }'),
  json('a layout outside', '{ "layout": { "name": "pkgs", "folder": "@outside@" } }'),
  json(
    'a pattern in another repo',
    '{ "layout": { "pattern": "../other/by-name/<shard>/<name>/package.nix" } }',
  ),
  json('a pattern outside', '{ "layout": { "pattern": "@outside@/<name>.nix" } }'),
  json('a pattern through hidden folders', '{ "layout": { "pattern": ".git/<name>.nix" } }'),
  body('a file outside, by dots', '{ }: import ../../../../../../outside/value.nix', {
    refused: ['["evil"]', /restricted mode/],
  }),
  body('a file outside, by its path', '{ }: import @outside@/value.nix', {
    refused: ['["evil"]', /restricted mode/],
  }),
  body('a file of another repo', '{ }: import ../../../../other/by-name/ot/other/package.nix { }', {
    values: { '["evil"]': 'other' },
  }),
  body('a file of the home of the user', '{ }: import ~/.bashrc'),
  body('the search path', '{ }: import <nixpkgs> { }', {
    refused: ['["evil"]', /not found in the Nix search path|was not found/],
  }),
  body('a path that is computed', '{ }: import (./. + "/../../../../../../outside/value.nix")', {
    refused: ['["evil"]', /restricted mode/],
  }),
  body(
    'a path with a hole',
    '{ lib }: let out = "outside"; in import ../../../../../../${out}/value.nix',
  ),
  body('what is not there', '{ }: import ./nothing.nix'),
  said('a package that is another repo’s file', {
    [packageFile('evil')]: 'import ../../../../other/by-name/ot/other/package.nix',
  }),
  said('a package that is a file outside', {
    [packageFile('evil')]: 'import ../../../../../../outside/package.nix',
  }),
  said('a package that is a file outside, by its path', {
    [packageFile('evil')]: 'import @outside@/package.nix',
  }),
  said('a group that calls a file outside', {
    'by-name/gr/group/packages.nix':
      '{ ... }: final: { evil = final.callPackage ../../../../../../outside/package.nix { }; }',
  }),
  said('a group that calls a folder outside', {
    'by-name/gr/group/packages.nix': '{ ... }: final: { evil = final.callPackage @outside@ { }; }',
  }),
  said('a repo of one file that imports a file outside', {
    'default.nix':
      '{ pkgs ? import <nixpkgs> { } }: { evil = pkgs.callPackage ../../../outside/package.nix { }; }',
  }),
];
