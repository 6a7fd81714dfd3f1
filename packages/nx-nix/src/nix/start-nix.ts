import { join } from 'node:path';
import type { Options, ResultPromise } from 'execa' with { 'resolution-mode': 'import' };
import { UserError } from '../boundary/user-error';
import type { Nix } from './find-nix';

/**
 * The environment of every call. With the user's search path, a package could read files that no
 * task hashes.
 */
const ENVIRONMENT = { NIX_PATH: '' } as const;

/** A program of Nix with its arguments. */
export interface NixCommand {
  readonly nix: Nix;
  readonly program: 'nix' | 'nix-instantiate' | 'nix-store';
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
  { nix, program, args }: NixCommand,
  options: Given,
  around: readonly string[] = [],
): Promise<{ readonly running: ResultPromise<Given & typeof FIXED> }> {
  const { execa } = await import('execa');
  const [file, ...rest] = [...around, join(nix.bin, program), ...args];
  return { running: execa(file!, rest, { ...options, ...FIXED }) };
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
