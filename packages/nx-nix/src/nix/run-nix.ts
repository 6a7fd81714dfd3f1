import { join } from 'node:path';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { stripVTControlCharacters } from 'node:util';
import type { Nix } from './find-nix';
import { UserError } from '../boundary/user-error';
import { requireStarted, startNix, type NixCommand } from './start-nix';

/** How one of Nix's programs ended. */
export interface NixRun {
  /** Its exit status; undefined when a signal ended it. */
  readonly status: number | undefined;
  readonly stdout: string;
  /** Without colours; empty where the lines were handed over as they came. */
  readonly stderr: string;
}

export interface RunOptions {
  /** Gets each line of standard error as it comes. */
  readonly onLine?: (line: string) => void;
  /** Aborted: Nix is asked to stop, and its builders with it. */
  readonly signal?: AbortSignal | undefined;
}

/** See supervisor.ts; the shell runs what it is given as arguments, and reads none of it. */
const SUPERVISED = [
  ...['/bin/sh', '-c', '"$@" &', 'sh'],
  ...[process.execPath, join(__dirname, 'supervisor.js')],
] as const;

/**
 * Asks Nix something that takes a moment and builds nothing.
 * @param cwd where relative paths count from
 */
export async function askNix(
  nix: Nix,
  program: NixCommand['program'],
  args: readonly string[],
  cwd: string = process.cwd(),
): Promise<NixRun> {
  const command = { nix, program, args };
  const { running } = await startNix(command, { cwd, stdin: 'ignore', maxBuffer: 1 << 28 });
  const ran = await running;
  requireStarted(command, ran);
  return {
    status: ran.exitCode,
    stdout: ran.stdout,
    stderr: stripVTControlCharacters(ran.stderr),
  };
}

/** Runs a program of Nix that may build, out of reach of whoever kills our process tree. */
export async function runNix(
  nix: Nix,
  program: NixCommand['program'],
  args: readonly string[],
  { onLine, signal }: RunOptions = {},
): Promise<NixRun> {
  const { running: launched } = await startNix(
    { nix, program, args },
    { stdio: ['ignore', 'pipe', 'pipe', 'pipe'], buffer: false },
    SUPERVISED,
  );
  const supervisor = launched.stdio[3] as Socket;
  const stop = (): void => void supervisor.end();
  signal?.addEventListener('abort', stop);
  if (signal?.aborted) stop();
  try {
    const [stdout, stderr, ended] = await Promise.all([
      text(launched.stdout),
      onLine ? eachLine(launched.stderr, onLine).then(() => '') : text(launched.stderr),
      text(supervisor),
    ]);
    const { status, error } = JSON.parse(ended || '{}') as { status?: number; error?: string };
    if (error !== undefined) throw new UserError(`${program} cannot be run: ${error}`);
    return { status: status ?? undefined, stdout, stderr: stripVTControlCharacters(stderr) };
  } finally {
    signal?.removeEventListener('abort', stop);
    stop();
  }
}

async function eachLine(stream: Readable, onLine: (line: string) => void): Promise<void> {
  for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) onLine(line);
}
