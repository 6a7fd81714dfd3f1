import { join } from 'node:path';
import {
  type BaseFacts,
  readRepo,
  type Positions,
  repoAt,
  type Resolution,
  resolutionOf,
} from '@nx-nix/resolver';
import type { NixForTests } from '../../../../tools/testing/find-nix';
import { temporaryFolder } from '../../../../tools/testing/temporary-folder';
import { completeBaseFacts, type CompletedFacts } from '../../src/base/complete-base-facts';
import type { Nix } from '../../src/nix/find-nix';
import { SMALL_BASE, writeFiles } from './small-base';

/** A workspace of one repo and a registry that stands on the small base, which lies beside it. */
export class BasedWorkspace {
  readonly folder = temporaryFolder('based');
  readonly base = join(this.folder, 'base');
  readonly root = join(this.folder, 'workspace');
  /** How often a Nix was asked for. */
  asked = 0;
  private changes = 0;

  constructor(
    private readonly nix: NixForTests,
    packages: Readonly<Record<string, string>>,
    registry: Readonly<Record<string, unknown>> = {},
    base: Readonly<Record<string, string>> = {},
  ) {
    // The environment is how a Nix gets a store of its own.
    Object.assign(process.env, nix.env);
    writeFiles(this.base, { ...SMALL_BASE, ...base });
    this.registry(registry);
    writeFiles(this.root, {
      'repos/core/nix-repo.json': '{ "kind": "core", "layout": "flat-by-name" }\n',
    });
    this.packages(packages);
  }

  /** Texts of packages by name: `hello`, `things/wheel`. */
  packages(packages: Readonly<Record<string, string>>): this {
    for (const [name, text] of Object.entries(packages)) {
      writeFiles(this.root, { [`repos/core/pkgs/by-name/${name}/package.nix`]: text });
    }
    return this;
  }

  registry(fields: Readonly<Record<string, unknown>>): this {
    const config = { kind: 'registry', base: '../../../base', ...fields };
    writeFiles(this.root, { 'repos/registry/nix-repo.json': `${JSON.stringify(config)}\n` });
    return this;
  }

  changeBase(): this {
    writeFiles(this.base, { 'README.md': `${(this.changes += 1)}` });
    return this;
  }

  /** Sets that the repo says are scopes. */
  scopes(scopes: readonly string[]): this {
    const config = { kind: 'core', layout: 'flat-by-name', scopes };
    writeFiles(this.root, { 'repos/core/nix-repo.json': `${JSON.stringify(config)}\n` });
    return this;
  }

  async resolutions(): Promise<readonly Resolution[]> {
    return [(await this.read()).resolution];
  }

  /** Where things stand, by repo. */
  async positions(): Promise<(repo: string) => Positions | undefined> {
    const { positions } = await this.read();
    return (repo) => (repo === 'core' ? positions : undefined);
  }

  private async read(): Promise<ReturnType<typeof resolutionOf>> {
    return resolutionOf((await readRepo(this.root, 'repos/core')).located);
  }

  async complete(known?: BaseFacts, patience?: number): Promise<CompletedFacts> {
    return completeBaseFacts({
      workspaceRoot: this.root,
      registry: repoAt(this.root, 'repos/registry').repo,
      resolutions: await this.resolutions(),
      known,
      nix: (): Nix => {
        this.asked++;
        return { bin: this.nix.bin, isOnPath: false };
      },
      ...(patience === undefined ? {} : { patience }),
    });
  }

  /** The facts of a base that nothing is wrong with. */
  async facts(known?: BaseFacts): Promise<BaseFacts> {
    const { facts, problems } = await this.complete(known);
    if (!facts) throw new Error(problems.map(({ message }) => message).join('\n'));
    return facts;
  }
}
