import { repoAt, writtenFacts } from '@nx-nix/resolver';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { baseArguments } from '../../packages/nx-nix/src/base/base-arguments';
import type { NixForTests } from '../testing/find-nix';
import { commitAll, copyTree, FlakeRuns, writeFiles } from '../testing/flake-runs';
import { HOUSE, OUTSIDE, TOOLS, YARD } from './layered-demo-files';
import { temporaryFolder } from '../testing/temporary-folder';
import { PROJECT, Workspace } from '../testing/workspace';

/**
 * Where a registry takes its base, channels and flakes from: folders of its own tree, or git
 * repositories. What it publishes, it takes from git repositories either way.
 */
export type TakenFrom = 'paths' | 'references';

/** The registry's own systems. */
export const SYSTEMS = ['x86_64-linux', 'aarch64-linux'] as const;

/** A system by which packages are told apart: that of a set that is made for it. */
export type System = (typeof SYSTEMS)[number];

/**
 * The demo as a base, and on it a registry with a repo of its own and two overlay repos, whose layers
 * are of all kinds; beside that, each of its parts as a git repository.
 */
export class LayeredDemo {
  /** Git repositories by name, each in a folder of that name. */
  readonly outside = temporaryFolder('outside');
  readonly runs: FlakeRuns;
  private readonly workspaces = new Map<string, Workspace>();

  private constructor(private readonly nix: NixForTests) {
    this.runs = new FlakeRuns(nix);
  }

  static async make(nix: NixForTests): Promise<LayeredDemo> {
    const demo = new LayeredDemo(nix);
    await demo.makeRepositories();
    return demo;
  }

  /** Where the repository of a name is fetched from. */
  url(name: string): string {
    return `git+file://${join(this.outside, name)}`;
  }

  /**
   * A workspace, its registry generated and, by `nx run registry:lock`, published and locked.
   * @param registry further fields of the registry's nix-repo.json. house: the same, of that repo.
   *   jetpack: of what that says of the flake; a field that is undefined is taken out.
   *   folder: where it is published, where nothing is said beside the workspace's own flake
   */
  async workspace(
    from: TakenFrom,
    {
      registry = {},
      house = {},
      jetpack = {},
      folder = 'published',
    }: {
      readonly registry?: object;
      readonly house?: object;
      readonly jetpack?: object;
      readonly folder?: string;
    } = {},
  ): Promise<Workspace> {
    const workspace = new Workspace();
    this.workspaces.set(workspace.root, workspace);
    for (const [name, files] of Object.entries({ tools: TOOLS, house: HOUSE, yard: YARD })) {
      writeFiles(join(workspace.root, 'repos', name), files);
    }
    workspace.copy('repos/lib', 'repos/lib').copy('repos/registry', 'repos/registry');
    const inPlace = from === 'paths' ? ['base', 'stable', 'jetpack'] : [];
    const inputs = ['lib', 'tools', 'house', 'yard', ...inPlace];
    const config = {
      kind: 'registry',
      systems: SYSTEMS,
      base: from === 'paths' ? '../../base' : this.url('base'),
      published: {
        inputs: Object.fromEntries(inputs.map((name) => [name, this.url(name)])),
        folder,
      },
      ...registry,
    };
    workspace.write({ 'repos/registry/nix-repo.json': JSON.stringify(config) });
    this.change(workspace, 'repos/house/nix-repo.json', house);
    this.change(workspace, 'repos/house/flakes/jetpack.json', jetpack);
    for (const [file, name] of Object.entries(EXTERNAL)) {
      if (from === 'paths') copyTree(join(this.outside, name), join(workspace.root, name));
      workspace.remove(`${name}/.git`);
      const url = from === 'paths' ? `../../${name}` : this.url(name);
      this.change(workspace, `repos/house/${file}`, { url });
    }
    if (from === 'paths') copyTree(join(this.outside, 'base'), join(workspace.root, 'base'));
    workspace.remove('base/.git');
    this.nx(workspace, 'run', 'registry:emit-registry');
    this.nx(workspace, 'run', 'registry:lock');
    workspace.commit();
    return workspace;
  }

  /** The registry's flakes in a workspace. */
  flakes({ root }: Workspace): Readonly<Record<'workspace' | 'published', string>> {
    const workspace = `git+file://${root}?dir=repos/registry`;
    return { workspace, published: `${workspace}/published` };
  }

  /** `default.nix` as it is evaluated for building: restricted to the repos and what they name. */
  async ofDefaultNix(
    { root }: Workspace,
    system: System,
    apply: string,
    runs = this.runs,
  ): Promise<unknown> {
    const { repo } = repoAt(root, 'repos/registry');
    const args = [
      ...['--option', 'restrict-eval', 'true', '-I', `repos=${root}/repos`],
      ...baseArguments(root, repo, writtenFacts(root, repo)),
      ...['--eval', '--strict', '--json', '--read-write-mode'],
      ...['--expr', `(${apply}) (import ${root}/repos/registry { system = "${system}"; })`],
    ];
    return JSON.parse(await runs.said(args, '/', 'nix-instantiate'));
  }

  nx(workspace: Workspace, ...args: readonly string[]): string {
    const { status, output } = workspace.nx(args, { ...this.nix.env, NX_NIX_BIN: this.nix.bin });
    if (status !== 0) throw new Error(output);
    return output;
  }

  dispose(): void {
    for (const workspace of this.workspaces.values()) workspace.dispose();
  }

  private change(workspace: Workspace, file: string, more: object): void {
    const said = JSON.parse(workspace.read(file)) as object;
    workspace.write({ [file]: JSON.stringify({ ...said, ...more }) });
  }

  private async makeRepositories(): Promise<void> {
    const folder = (name: string): string => join(this.outside, name);
    for (const name of ['base', 'stable']) {
      copyTree(join(PROJECT, 'repos'), join(folder(name), 'repos'));
    }
    for (const [name, files] of Object.entries(OUTSIDE)) writeFiles(folder(name), files);
    // The channel is of some time before.
    const textutils = join(folder('stable'), 'repos/core/by-name/te/textutils/packages.nix');
    writeFileSync(textutils, readFileSync(textutils, 'utf8').replace('"1.0"', '"0.9"'));
    copyTree(join(PROJECT, 'repos/lib'), folder('lib'));
    for (const [name, files] of Object.entries({ tools: TOOLS, house: HOUSE, yard: YARD })) {
      writeFiles(folder(name), files);
    }
    for (const name of ['base', 'stable', 'lib', 'tools', 'house', 'yard', 'nixpkgs', 'cuda']) {
      await commitAll(folder(name));
    }
    const flake = join(folder('jetpack'), 'flake.nix');
    const text = readFileSync(flake, 'utf8').replaceAll('OUTSIDE', `git+file://${this.outside}`);
    writeFileSync(flake, text);
    await commitAll(folder('jetpack'));
    await this.runs.said(['flake', 'lock'], folder('jetpack'));
    await commitAll(folder('jetpack'), 'lock');
  }
}

/** Files of the overlay repo that name something outside of it, and what. */
const EXTERNAL: Readonly<Record<string, string>> = {
  'channels/stable.json': 'stable',
  'flakes/jetpack.json': 'jetpack',
};
