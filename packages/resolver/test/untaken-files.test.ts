/** Worry: a package that no layout takes is passed over, as some file names the folder around it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolder } from '../../../tools/testing/temporary-folder';
import { readRepo } from '../src';

const PACKAGE = '{ stdenv }: stdenv';
const MODULE = '{ config, lib, ... }: { }';
/** Names the folder that it lies in, and what is in it only once Nix evaluates. */
const LOADER = '{ load, ... }: load ./.';

/** What is told of a repo with these files: what is not taken, and the problems' messages and hints. */
async function read(
  files: Readonly<Record<string, string>>,
  config?: object,
): Promise<{ untaken: readonly string[]; packages: number; told: readonly string[] }> {
  const folder = temporaryFolder('untaken');
  const all = { ...files, ...(config && { 'nix-repo.json': JSON.stringify(config) }) };
  for (const [name, text] of Object.entries({ 'default.nix': '{ lib }: { }', ...all })) {
    const target = join(folder, 'repos/tree', name);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
  const { located, problems } = await readRepo(folder, 'repos/tree');
  return {
    untaken: located.untaken ?? [],
    packages: located.packages.length,
    told: problems.map(({ message, hint }) => `${message}; ${hint ?? ''}`),
  };
}

const distros = (names: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    ['ibex', 'lynx'].flatMap((distro) =>
      names.map((name) => [`distros/${distro}/${name}/default.nix`, PACKAGE]),
    ),
  );

test('packages below a folder that the overlay names are told; modules there are not', async () => {
  const { untaken } = await read(
    {
      'overlay.nix': 'distro: import (./distros + "/${distro}/all.nix") ++ [ ./modules ]',
      'distros/ibex/all.nix': 'self: super: { saw = self.callPackage ./saw { }; }',
      'distros/ibex/saw/default.nix': PACKAGE,
      'modules/saw/default.nix': MODULE,
      'pkgs/axe/default.nix': PACKAGE,
    },
    { layout: 'pkgs' },
  );
  expect(untaken).toEqual(['distros/ibex/saw/default.nix']);
});

test('packages around a loader that is taken for a package are told', async () => {
  const files = { 'pkgs/more/default.nix': LOADER, 'pkgs/more/saw/default.nix': PACKAGE };
  expect((await read(files, { layout: 'pkgs' })).untaken).toEqual(['pkgs/more/saw/default.nix']);
  const patterns = ['pkgs', { pattern: 'pkgs/<group>/<name>/default.nix' }];
  const named = await read(files, { layout: patterns, exclude: ['pkgs/more/default.nix'] });
  expect(named).toEqual({ untaken: [], packages: 1, told: [] });
});

test('what a package reads in its own folder belongs to it, if that lies in its shard', async () => {
  const { untaken } = await read({
    'by-name/sa/saw/package.nix': LOADER,
    'by-name/sa/saw/plugins/teeth/package.nix': PACKAGE,
  });
  expect(untaken).toEqual([]);
});

test("NUR's file says itself which packages there are", async () => {
  const files = {
    'default.nix': '{ pkgs }: pkgs.load ./pkgs',
    'pkgs/more/saw/default.nix': PACKAGE,
  };
  expect((await read(files, { layout: 'nur' })).untaken).toEqual([]);
});

test('an unclear layout is told with the pattern that most of the other files fit', async () => {
  const { told } = await read({
    'pkgs/axe/default.nix': PACKAGE,
    ...distros(['saw', 'hammer', 'nail']),
    'distros/build/default.nix': PACKAGE,
  });
  expect(told).toHaveLength(1);
  expect(told[0]).toContain(
    '6 of the files that it does not explain would be packages by `"layout": ["pkgs", { "pattern": "distros/<group>/<name>/default.nix", "attribute": "<group>.<name>" }]`',
  );
});

test('one folder with nearly all of them is proposed, and not the one around it', async () => {
  const many = Array.from({ length: 30 }, (_, i) => `python/pkgs/p${i}/default.nix`);
  const few = ['a', 'b', 'c'].map((name) => `python/hooks/${name}/default.nix`);
  const { told } = await read({
    'pkgs/axe/default.nix': PACKAGE,
    ...Object.fromEntries([...many, ...few].map((file) => [file, PACKAGE])),
  });
  expect(told[0]).toContain('30 of the files');
  expect(told[0]).toContain('{ "pattern": "python/pkgs/<name>/default.nix" }');
});

test('what is left out may have variables', async () => {
  const files = {
    'pkgs/axe/default.nix': PACKAGE,
    'pkgs/axe/metadata.nix': '{ }',
    'pkgs/saw/metadata.nix': '{ }',
  };
  const all = await read(files, { layout: 'pkgs' });
  expect(all.untaken).toEqual(['pkgs/saw/metadata.nix']);
  const exclude = ['pkgs/<name>/metadata.nix', 'pkgs/<name>/nothing.nix'];
  const left = await read(files, { layout: 'pkgs', exclude });
  expect(left.untaken).toEqual([]);
  expect(left.packages).toBe(1);
  expect(left.told.join()).toContain('there is no "pkgs/<name>/nothing.nix"');
  const wrong = await read(files, { layout: 'pkgs', exclude: ['pkgs/<a><b>'] });
  expect(wrong.told.join()).toContain('"exclude" is a list of files and folders');
});
