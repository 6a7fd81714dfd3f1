import { createInterface } from 'node:readline';
import { stripVTControlCharacters } from 'node:util';
import type { Nix } from './find-nix';
import { requireStarted, startNix, type NixCommand } from './start-nix';

/** How a watched program ended. */
export interface WatchedRun {
  /** Its exit status; undefined when a signal ended it. */
  readonly status: number | undefined;
  /** It was killed, as it gave no sign of life for longer than it may. */
  readonly isSilent: boolean;
}

/**
 * Runs a program of Nix that evaluates and builds nothing, and hands over each line of its standard
 * error as it comes. One that makes no progress for too long is killed.
 * @param onLine whether the line is a sign of progress
 * @param patience how long to wait for the next one, in ms
 */
export async function watchNix(
  nix: Nix,
  program: NixCommand['program'],
  args: readonly string[],
  onLine: (line: string) => boolean,
  patience: number,
): Promise<WatchedRun> {
  const command = { nix, program, args };
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
    const lines = createInterface({ input: running.stderr, crlfDelay: Infinity });
    for await (const line of lines) {
      if (!onLine(stripVTControlCharacters(line))) continue;
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
