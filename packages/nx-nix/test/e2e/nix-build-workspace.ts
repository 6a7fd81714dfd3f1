import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NixForTests } from '../../../../tools/testing/find-nix';
import { ISOLATED, PROJECT, Workspace, type NxRun } from '../../../../tools/testing/workspace';

/** How a run of `nix-build` went. */
export interface BuildRun extends NxRun {
  readonly isHit: boolean;
}

/** A package whose builder is a line of shell; `args` are its formals beside `system`. */
export function shellPackage(script: string, args: readonly string[] = []): string {
  return `{ ${['system', ...args].join(', ')} }:
derivation {
  name = "made";
  inherit system;
  builder = "/bin/sh";
  args = [ "-c" ''${script}'' ];
}
`;
}

/**
 * A workspace with the project's own lib and registry and a repo `core` of small packages, and a
 * Nix with a store of its own.
 */
export class NixWorkspace {
  readonly workspace: Workspace;
  readonly env: Record<string, string>;
  readonly storeDir: string;

  /** @param packages texts of package files by attribute name */
  constructor(
    private readonly nix: NixForTests,
    packages: Readonly<Record<string, string>>,
    options: { readonly daemon?: boolean } = {},
  ) {
    this.storeDir = nix.env['NIX_STORE_DIR']!;
    this.env = { ...nix.env, NX_NIX_BIN: nix.bin };
    mkdirSync(nix.env['NIX_CONF_DIR']!, { recursive: true });
    writeFileSync(
      join(nix.env['NIX_CONF_DIR']!, 'nix.conf'),
      'sandbox = false\nbuild-users-group =\nsubstituters =\n',
    );
    this.workspace = new Workspace(options);
    this.workspace.copy('repos/lib', 'repos/lib').copy('repos/registry', 'repos/registry');
    for (const file of [
      'flake.nix',
      'layers.nix',
      'names.nix',
      'pkgs.json',
      'pkgs.nix',
      'pkgs.svg',
    ]) {
      this.workspace.remove(`repos/registry/${file}`);
    }
    this.workspace.write({ 'repos/core/nix-repo.json': '{ "kind": "core" }\n' });
    this.workspace.copy('repos/core/default.nix', 'repos/core/default.nix');
    for (const [name, text] of Object.entries(packages)) this.write(name, text);
    this.workspace.commit();
  }

  /** Writes a package's file. */
  write(name: string, text: string): this {
    this.workspace.write({ [`${this.folder(name)}/package.nix`]: text });
    return this;
  }

  /** A package's folder, from the workspace root. */
  folder(name: string): string {
    return `repos/core/by-name/${name.slice(0, 2)}/${name}`;
  }

  build(args: readonly string[] = [], env: Readonly<Record<string, string>> = {}): BuildRun {
    const run = this.workspace.nx(['run', 'core:nix-build', ...args], { ...this.env, ...env });
    const isHit = /core:nix-build.*\[(local cache|remote cache|existing outputs)/.test(run.output);
    return { ...run, isHit };
  }

  /** The same, not waited for. */
  start(args: readonly string[]): ChildProcess {
    const nx = join(PROJECT, 'node_modules', 'nx', 'dist', 'bin', 'nx.js');
    return spawn(process.execPath, [nx, 'run', 'core:nix-build', ...args], {
      cwd: this.workspace.root,
      env: { ...this.workspace['environment'](), ...this.env, ...ISOLATED },
      stdio: 'ignore',
    });
  }

  /** Where the link of a package leads; undefined where there is none. */
  result(name: string): string | undefined {
    const link = join(this.workspace.root, 'dist/repos/core/result', name);
    try {
      return readlinkSync(link);
    } catch {
      return undefined;
    }
  }

  /** What the package's output, a file, holds. */
  content(name: string): string {
    return this.workspace.read(`dist/repos/core/result/${name}`).trim();
  }

  hasRecord(): boolean {
    return existsSync(join(this.workspace.root, 'dist/repos/core/nix-build.json'));
  }

  /** The output path that Nix itself, asked without Nx, finds for what is on the disk now. */
  truth(attribute: string): string {
    const registry = join(this.workspace.root, 'repos/registry/default.nix');
    const system = ['--argstr', 'system', this.system()];
    const drvPath = this.ask('nix-instantiate', registry, ...system, '-A', attribute);
    return this.ask('nix-store', '--query', '--outputs', drvPath);
  }

  system(): string {
    return this.ask('nix-instantiate', '--eval', '--expr', 'builtins.currentSystem').slice(1, -1);
  }

  /** What one of Nix's programs prints. */
  ask(program: string, ...args: readonly string[]): string {
    const ran = spawnSync(join(this.nix.bin, program), args, {
      encoding: 'utf8',
      env: { ...process.env, ...this.env },
    });
    if (ran.status !== 0) throw new Error(`${program} ${args.join(' ')}: ${ran.stderr}`);
    return ran.stdout.trim();
  }

  /** Takes things away from the store behind Nix's back; all that is in it by default. */
  emptyStore(names: string = '*'): void {
    const command = `chmod -R u+w ${this.storeDir} && rm -rf ${this.storeDir}/${names}`;
    spawnSync('/bin/sh', ['-c', command]);
  }

  dispose(): void {
    this.workspace.dispose();
  }
}
