import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { NixForTests } from './find-nix';

/** How a program ended. */
export interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs commands of a Nix with flakes, in a store of the test's own and without the network. */
export class FlakeRuns {
  constructor(private readonly nix: NixForTests) {}

  /** @param cwd the folder in which the program runs */
  async run(args: readonly string[], cwd = '/', program = 'nix'): Promise<Ended> {
    const { execa } = await import('execa');
    const ran = await execa(join(this.nix.bin, program), args, {
      env: this.environment(),
      cwd,
      reject: false,
    });
    return { exitCode: ran.exitCode ?? 128, stdout: ran.stdout, stderr: ran.stderr };
  }

  /**
   * The output of a command.
   * @throws Error with its error output when it fails
   */
  async said(args: readonly string[], cwd?: string, program?: string): Promise<string> {
    const { exitCode, stdout, stderr } = await this.run(args, cwd, program);
    if (exitCode !== 0) throw new Error(stderr);
    return stdout;
  }

  /** An attribute of a flake, as JSON, after a Nix function is applied. */
  async ofFlake(flake: string, attribute: string, apply: string): Promise<unknown> {
    const args = ['eval', '--json', '--no-write-lock-file', `${flake}#${attribute}`];
    return JSON.parse(await this.said([...args, '--apply', apply]));
  }

  /** An expression, evaluated to JSON, without the restrictions of flakes. */
  async evaluate(expression: string): Promise<unknown> {
    const args = ['--eval', '--strict', '--json', '--expr', expression];
    return JSON.parse(await this.said(args, '/', 'nix-instantiate'));
  }

  environment(): Record<string, string> {
    return {
      ...this.nix.env,
      // An empty list, as the real one would be fetched from the network.
      NIX_CONFIG: 'experimental-features = nix-command flakes\nflake-registry =\nsubstituters =',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_ALLOW_PROTOCOL: 'file',
    };
  }
}

/**
 * Commits all files of a folder; makes it a git repository if it is none.
 * @returns the commit
 */
export async function commitAll(folder: string, message = 'state'): Promise<string> {
  const { execa } = await import('execa');
  const git = async (...args: readonly string[]): Promise<string> => {
    const identity = ['-c', 'user.name=test', '-c', 'user.email=test@localhost'];
    const env = { GIT_CONFIG_GLOBAL: '/dev/null' };
    return (await execa('git', [...identity, ...args], { cwd: folder, env })).stdout;
  };
  await git('init', '--quiet', '--initial-branch', 'main');
  await git('add', '--all');
  await git('commit', '--quiet', '--allow-empty', '--message', message);
  return git('rev-parse', 'HEAD');
}

/** Writes files by their paths below a folder; returns the folder. */
export function writeFiles(folder: string, files: Readonly<Record<string, string>>): string {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** Copies a tree, with its links unchanged; returns the copy. */
export function copyTree(from: string, to: string): string {
  cpSync(from, to, { recursive: true, verbatimSymlinks: true });
  return to;
}
