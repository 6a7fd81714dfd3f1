import { withoutColours } from '@nx-nix/resolver';
import { linesOf } from './each-line';
import { requireStarted, startNix, type NixCommand } from './start-nix';

/** How a watched program ended. */
export interface WatchedRun {
  /** Its exit status; undefined when a signal ended it. */
  readonly status: number | undefined;
  /** True if it was killed, because it made no progress for longer than `patience`. */
  readonly isSilent: boolean;
}

/**
 * Runs a program of Nix that evaluates and builds nothing. It is killed if it makes no progress for
 * too long.
 * @param onLine gets each line of standard error at once; returns true if the line is a sign of
 *   progress
 * @param patience how long to wait for the next sign of progress, in ms
 * @throws UserError when the program cannot be started
 */
export async function watchNix(
  command: NixCommand,
  onLine: (line: string) => boolean,
  patience: number,
): Promise<WatchedRun> {
  const { running } = await startNix(command, {
    stdio: ['ignore', 'ignore', 'pipe'],
    buffer: false,
  });
  let isSilent = false;
  const kill = (): void => {
    isSilent = true;
    running.kill('SIGKILL');
  };
  let timer = setTimeout(kill, patience);
  try {
    for await (const line of linesOf(running.stderr)) {
      if (!onLine(withoutColours(line))) continue;
      clearTimeout(timer);
      timer = setTimeout(kill, patience);
    }
    const ended = await running;
    requireStarted(command, ended);
    return { status: ended.exitCode, isSilent };
  } finally {
    clearTimeout(timer);
  }
}
