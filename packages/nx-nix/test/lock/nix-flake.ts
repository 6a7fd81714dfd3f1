import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NixForTests } from '../../../../tools/testing/find-nix';

/** How a `nix` command ended. */
export interface FlakeRun {
  readonly status: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Asks Nix about flakes, without a cache of anybody's on the net. */
export class NixFlakes {
  constructor(private readonly nix: NixForTests) {}

  async run(
    args: readonly string[],
    more: Readonly<Record<string, string>> = {},
  ): Promise<FlakeRun> {
    const { execa } = await import('execa');
    const config = 'experimental-features = nix-command flakes\nsubstituters =\nflake-registry =';
    const env = { ...this.nix.env, NIX_CONFIG: config, ...more };
    const ran = await execa(join(this.nix.bin, 'nix'), args, { env, cwd: '/', reject: false });
    return { status: ran.exitCode, stdout: ran.stdout, stderr: ran.stderr };
  }

  /** Its version, as numbers. */
  async version(): Promise<readonly number[]> {
    const { stdout } = await this.run(['--version']);
    return /(\d+)\.(\d+)/.exec(stdout)!.slice(1).map(Number);
  }

  /** The lock that Nix itself writes for a flake.nix. */
  async lock(
    folder: string,
    flakeNix: string,
    more: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'flake.nix'), flakeNix);
    const ran = await this.run(['flake', 'lock', `path:${folder}`], more);
    if (ran.status !== 0) throw new Error(ran.stderr);
    return readFileSync(join(folder, 'flake.lock'), 'utf8');
  }

  /** What Nix makes of a lock that somebody else wrote: its complaint, or the lock afterwards. */
  async relock(folder: string, flakeNix: string, lock: string): Promise<string> {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'flake.nix'), flakeNix);
    writeFileSync(join(folder, 'flake.lock'), lock);
    const asked = ['flake', 'metadata', '--json', '--no-update-lock-file', `path:${folder}`];
    const ran = await this.run(asked);
    if (ran.status !== 0) return ran.stderr;
    const again = await this.run(['flake', 'lock', `path:${folder}`]);
    return again.status === 0 ? readFileSync(join(folder, 'flake.lock'), 'utf8') : again.stderr;
  }

  /** Fetches all inputs of a flake, so that each hash is held to what is fetched. */
  async fetchAll(folder: string): Promise<FlakeRun> {
    const expression = `
      let flake = builtins.getFlake "path:${folder}"; in
      builtins.mapAttrs (_: input: builtins.pathExists input.outPath) flake.inputs`;
    const args = ['eval', '--impure', '--no-update-lock-file', '--json', '--expr', expression];
    return this.run(args);
  }
}
