import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { loadParser } from '@nx-nix/lambdas';
import {
  compareReadings,
  differenceText,
  locatedByNix,
  type LocatedRepo,
  locatePackages,
  type NixReading,
  pathText,
  problemText,
  ReadingCache,
  type Repo,
  repoAt,
  startOf,
} from '@nx-nix/resolver';
import type { NixForTests } from '../../../../tools/testing/find-nix';
import { temporaryFolder } from '../../../../tools/testing/temporary-folder';
import { PROJECT } from '../../../../tools/testing/workspace';
import { readRepoByNix, type RepoByNix } from '../../src/nix-reading/read-by-nix';
import { nixPlace } from '../../src/nix/nix-identity';

/** How a repo gives its lambdas to Nix when it does nothing out of the ordinary. */
const BY_LAYOUT = '{ lib }: lib.useByName { inherit lib; path = ./.; }\n';

const CORE: Repo = { name: 'core', root: 'repos/core', kind: 'core', config: {} };

/** A folder with the project's own lib and one repo, `core`, of the files that are given. */
export class WorkspaceForNix {
  readonly root = temporaryFolder('reading-by-nix');

  constructor(
    private readonly nix: NixForTests,
    files: Readonly<Record<string, string | Uint8Array>>,
  ) {
    // The environment is how a Nix gets a store of its own.
    Object.assign(process.env, nix.env);
    cpSync(join(PROJECT, 'repos/lib'), join(this.root, 'repos/lib'), { recursive: true });
    this.write({ 'default.nix': BY_LAYOUT, ...files });
  }

  /** Files of the repo. */
  write(files: Readonly<Record<string, string | Uint8Array>>): this {
    for (const [name, content] of Object.entries(files)) {
      const file = join(this.root, 'repos/core', name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
    return this;
  }

  async byNix(): Promise<RepoByNix> {
    const nix = { bin: this.nix.bin, isOnPath: false };
    const workspaceRoot = this.root;
    const place = { nix, nixPlace: await nixPlace(nix), workspaceRoot, lib: 'repos/lib' };
    return readRepoByNix(place, CORE);
  }

  async read(): Promise<LocatedRepo> {
    const { repo } = repoAt(this.root, CORE.root);
    return locatePackages(this.root, repo, await loadParser(), new ReadingCache(undefined, ''));
  }

  async located(reading: NixReading): Promise<LocatedRepo> {
    const cache = new ReadingCache(undefined, '');
    return locatedByNix(this.root, CORE, await loadParser(), cache, reading);
  }

  /** What `--verify` would print, with the version left out. */
  async verify(): Promise<{ compared: number; said: readonly string[]; open: readonly string[] }> {
    const { reading, isSameFile } = await this.byNix();
    const { packages } = await this.read();
    const comparison = compareReadings(packages, reading, startOf(CORE), isSameFile);
    const problems = reading.errors.map(({ problem }) => problemText(problem));
    const said = [...comparison.differences.map((d) => differenceText(d, 'X')), ...problems];
    return {
      compared: comparison.compared,
      said: said.map((text) => text.replaceAll(`Nix ${reading.version}`, 'Nix X')),
      open: comparison.open.map(pathText),
    };
  }
}
