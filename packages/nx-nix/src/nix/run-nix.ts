import { join } from 'node:path';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { withoutColours } from '@nx-nix/resolver';
import { UserError } from '../boundary/user-error';
import { eachLine } from './each-line';
import { requireStarted, startNix, type NixCommand } from './start-nix';

/** How a program of Nix ended. */
export interface NixRun {
  /** Its exit status; undefined when a signal ended it. */
  readonly status: number | undefined;
  readonly stdout: string;
  /** Without colours; empty if `onLine` got the lines. */
  readonly stderr: string;
  /** True: it was killed, as it took longer than it may. */
  readonly isTimedOut?: boolean;
}

/** Options of a run. */
export interface RunOptions {
  /** Gets each line of standard error at once. */
  readonly onLine?: (line: string) => void;
  /** When aborted, Nix is asked to stop, with its builders. */
  readonly signal?: AbortSignal | undefined;
  /** After how many ms Nix is asked to stop; 0 for never. */
  readonly timeout?: number;
}

/**
 * See supervisor.ts. The command is passed as arguments, so that the shell does not interpret it.
 */
const SUPERVISED = [
  ...['/bin/sh', '-c', '"$@" &', 'sh'],
  ...[process.execPath, join(__dirname, 'supervisor.js')],
] as const;

/**
 * Runs a program of Nix that ends quickly and builds nothing. Does not throw when the program
 * fails.
 * @param cwd the folder that relative paths start from
 * @param timeout after how many ms it is killed; 0 for never
 * @throws UserError when the program cannot be started
 */
export async function askNix(
  command: NixCommand,
  cwd: string = process.cwd(),
  timeout = 0,
): Promise<NixRun> {
  const limits = { maxBuffer: 1 << 28, timeout, killSignal: 'SIGKILL' } as const;
  const { running } = await startNix(command, { cwd, stdin: 'ignore', ...limits });
  const ran = await running;
  requireStarted(command, ran);
  return {
    status: ran.exitCode,
    stdout: ran.stdout,
    stderr: withoutColours(ran.stderr),
    ...(ran.timedOut && { isTimedOut: true }),
  };
}

/**
 * Runs a program of Nix that may build, outside of our process tree: so that it survives when the
 * tree is killed, and can stop its builders. Does not throw when the program fails.
 * @throws UserError when the program cannot be started
 */
export async function runNix(
  command: NixCommand,
  { onLine, signal, timeout = 0 }: RunOptions = {},
): Promise<NixRun> {
  const { running: launched } = await startNix(
    command,
    { stdio: ['ignore', 'pipe', 'pipe', 'pipe'], buffer: false },
    SUPERVISED,
  );
  const supervisor = launched.stdio[3] as Socket;
  const stop = (): void => void supervisor.end();
  signal?.addEventListener('abort', stop);
  if (signal?.aborted) stop();
  let isTimedOut = false;
  const end = (): void => {
    isTimedOut = true;
    stop();
  };
  const timer = timeout > 0 ? setTimeout(end, timeout) : undefined;
  try {
    const [stdout, stderr, ended] = await Promise.all([
      text(launched.stdout),
      onLine ? eachLine(launched.stderr, onLine).then(() => '') : text(launched.stderr),
      text(supervisor),
    ]);
    const { status, error } = JSON.parse(ended || '{}') as { status?: number; error?: string };
    if (error !== undefined) throw new UserError(`${command.program} cannot be run: ${error}`);
    return {
      status: status ?? undefined,
      stdout,
      stderr: withoutColours(stderr),
      ...(isTimedOut ? { isTimedOut } : {}),
    };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
    stop();
  }
}
