import { join } from 'node:path';
import type { Options, ResultPromise } from 'execa' with { 'resolution-mode': 'import' };
import { UserError } from '../boundary/user-error';
import type { Nix } from './find-nix';

/**
 * What every call gets in its environment. A search path of the user's would let a package read
 * what no task hashes.
 */
const ENVIRONMENT = { NIX_PATH: '' } as const;

/** A program of Nix with its arguments. */
export interface NixCommand {
  readonly nix: Nix;
  readonly program: 'nix' | 'nix-instantiate' | 'nix-store';
  readonly args: readonly string[];
}

const FIXED = { env: ENVIRONMENT, reject: false } as const;

/**
 * Starts a program of Nix; nothing else here does. It does not throw when the program fails: how it
 * ended is in the result, see `requireStarted`.
 * @param around a program that starts it in turn, with its arguments; Nix's command line is appended
 * @returns the running process, in an object, as it is a promise itself and would be awaited
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
 * @throws UserError where the program could not be started at all; that a signal ended it is no such
 * case
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
