import { realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Options, ResultPromise } from 'execa' with { 'resolution-mode': 'import' };
import { UserError } from '../boundary/user-error';
import { evaluationMebibytes } from './evaluation-limits';
import type { Nix } from './find-nix';
import { accessArguments, type NixAccess } from './nix-access';

/**
 * The environment of every call. With the user's search path, a package could read files that no
 * task hashes.
 */
const ENVIRONMENT: Readonly<Record<string, string>> = { NIX_PATH: '' };

/** A program of Nix with its arguments. */
export type NixCommand = StoreCommand | EvaluatingCommand;

/** A program that asks the store, or builds. */
export interface StoreCommand {
  readonly nix: Nix;
  readonly program: 'nix-store';
  readonly args: readonly string[];
}

/** A program that evaluates: no such program is started without saying what it may reach. */
export interface EvaluatingCommand {
  readonly nix: Nix;
  readonly program: 'nix' | 'nix-instantiate';
  readonly access: NixAccess;
  readonly args: readonly string[];
}

const FIXED = { env: ENVIRONMENT, reject: false } as const;

// Why: docs/decisions/structure.md#one-file-starts-nix
/**
 * Starts a program of Nix; no other function does. It does not throw when the program fails: the
 * result contains how it ended, see `requireStarted`.
 * @param around a program, with arguments, that starts the command line of Nix, which is appended
 * @returns the running process, in an object: it is itself a promise, and would be awaited
 */
export async function startNix<Given extends Options>(
  command: NixCommand,
  options: Given,
  around: readonly string[] = [],
): Promise<{ readonly running: ResultPromise<Given & typeof FIXED> }> {
  const { execa } = await import('execa');
  const { nix, program } = command;
  const args = await argumentsOf(command);
  const [file, ...rest] = [...around, join(nix.bin, program), ...args];
  const fixed: typeof FIXED =
    'access' in command ? { ...FIXED, env: evaluationEnvironment() } : FIXED;
  return { running: execa(file!, rest, { ...options, ...fixed }) };
}

async function argumentsOf(command: NixCommand): Promise<readonly string[]> {
  if (!('access' in command)) return command.args;
  return [...accessArguments(command.access, await versionOf(command.nix)), ...command.args];
}

/** NOTE: the limit of Nix's own memory, in bytes; it then says that it is out of memory. */
function evaluationEnvironment(): Readonly<Record<string, string>> {
  const bytes = evaluationMebibytes() * 1024 * 1024;
  return { ...ENVIRONMENT, GC_MAXIMUM_HEAP_SIZE: String(Math.floor(bytes)) };
}

const versions = new Map<string, Promise<string>>();

/**
 * The version of a Nix, asked once. NOTE: a daemon outlives a Nix, and another one may come to its
 * place. Of what does not answer, starting it says why.
 */
async function versionOf({ bin }: Nix): Promise<string> {
  const program = identityOf(join(bin, 'nix-instantiate'));
  const known = versions.get(program) ?? askVersion(bin);
  versions.set(program, known);
  return known;
}

function identityOf(program: string): string {
  try {
    const real = realpathSync(program);
    const { ino, mtimeMs, size } = statSync(real);
    return [real, ino, mtimeMs, size].join(' ');
  } catch {
    return program;
  }
}

async function askVersion(bin: string): Promise<string> {
  const { execa } = await import('execa');
  const limits = { timeout: 10_000, killSignal: 'SIGKILL' } as const;
  const program = join(bin, 'nix-instantiate');
  const { stdout } = await execa(program, ['--version'], { ...FIXED, ...limits });
  return /\d+\.\d+\S*/.exec(stdout ?? '')?.[0] ?? '';
}

/**
 * Requires that a program was started. A program that a signal ended was started.
 * @throws UserError when it could not be started
 */
export function requireStarted(
  { nix, program }: NixCommand,
  ended: {
    readonly exitCode?: number | undefined;
    readonly isTerminated: boolean;
    readonly shortMessage?: string | undefined;
  },
): void {
  if (ended.exitCode !== undefined || ended.isTerminated) return;
  throw new UserError(`${join(nix.bin, program)} cannot be run: ${ended.shortMessage ?? ''}`);
}
