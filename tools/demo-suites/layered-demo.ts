import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { registryAccess } from '../../packages/nx-nix/src/base/registry-access';
import { accessTo } from '../testing/access-arguments';
import type { NixForTests } from '../testing/find-nix';
import { commitAll, copyTree, FlakeRuns, writeFiles } from '../testing/flake-runs';
import { HOUSE, OUTSIDE, TOOLS, YARD } from './layered-demo-files';
import { grantAll } from '../testing/grant-all';
import { temporaryFolder } from '../testing/temporary-folder';
import { PROJECT, Workspace } from '../testing/workspace';

/**
 * Where a registry takes its base, channels and flakes from: folders of its own tree, or git
 * repositories. Repos that it publishes always come from git repositories.
 */
export type TakenFrom = 'paths' | 'references';

/** The systems of the registry. */
export const SYSTEMS = ['x86_64-linux', 'aarch64-linux'] as const;

/** A system that a set is made for. */
export type System = (typeof SYSTEMS)[number];

/**
 * The demo as a base, and on it a registry with a repo of its own and two overlay repos with layers
 * of all kinds. Each of its parts is also a git repository.
 */
export class LayeredDemo {
  /** The folder of the git repositories, each in a folder of its name. */
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

  /** The flake reference of a repository. */
  url(name: string): string {
    return `git+file://${join(this.outside, name)}`;
  }

  /**
   * Makes a workspace. Its registry is generated, and published and locked by
   * `nx run registry:lock`.
   * @param registry further fields of the registry's nix-repo.json. house: further fields of that
   *   repo's. jetpack: further fields of jetpack.json; an undefined field is removed. folder: where
   *   the registry is published; by default beside the workspace's own flake
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
    workspace.write({
      'repos/registry/nix-repo.json': JSON.stringify({ ...grantAll(workspace.root), ...config }),
    });
    this.nx(workspace, 'run', 'registry:emit-registry');
    this.nx(workspace, 'run', 'registry:lock');
    workspace.commit();
    return workspace;
  }

  /** References of the registry's flakes in a workspace. */
  flakes({ root }: Workspace): Readonly<Record<'workspace' | 'published', string>> {
    const workspace = `git+file://${root}?dir=repos/registry`;
    return { workspace, published: `${workspace}/published` };
  }

  /**
   * Evaluates `default.nix` as a build does: Nix reads only the repos and the sources that they
   * name.
   * @returns the result of `apply` on the set, as JSON
   */
  async ofDefaultNix(
    { root }: Workspace,
    system: System,
    apply: string,
    runs = this.runs,
  ): Promise<unknown> {
    const access = registryAccess(root, 'repos/registry');
    const folders = [`${root}/repos`, ...access.folders];
    const args = [
      ...accessTo(this.nix.bin, { kind: 'set', ...access, folders }),
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
    // The channel is an older version.
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

/** Files of the overlay repo that name an external source, with its name. */
const EXTERNAL: Readonly<Record<string, string>> = {
  'channels/stable.json': 'stable',
  'flakes/jetpack.json': 'jetpack',
};
