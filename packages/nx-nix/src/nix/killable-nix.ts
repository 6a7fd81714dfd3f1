import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { requireStarted, startNix, type NixCommand } from './start-nix';

/** A running Nix that is killed when told to, or when this process is no more. */
export interface KillableNix {
  /** Kills it. */
  readonly kill: () => void;
  /** Its exit status; over 128 where a signal ended it, as a shell counts. */
  readonly ended: Promise<number>;
}

/** What happens while it runs. */
export interface KillableEvents {
  /** Its process id, once. */
  readonly started: (pid: number) => void;
  /** A line of its standard error. */
  readonly line: (line: string) => void;
}

/**
 * Runs the program in the background, tells its process id, and kills it when standard input ends:
 * because we closed it, or are no more. An evaluation that has no end would outlive us otherwise.
 */
const LAUNCH = `exec 3<&0
"$@" </dev/null 3<&- &
child=$!
echo $child
{ read -r _ <&3; kill -9 $child; } >/dev/null 2>&1 &
watcher=$!
exec 3<&-
wait $child
status=$?
kill $watcher 2>/dev/null
exit $status`;

/** Starts an evaluation whose standard output nobody needs. */
export async function startKillable(
  command: NixCommand,
  events: KillableEvents,
): Promise<KillableNix> {
  const { running } = await startNix(command, { stdio: ['pipe', 'pipe', 'pipe'], buffer: false }, [
    '/bin/sh',
    '-c',
    LAUNCH,
    'sh',
  ]);
  running.stdin.on('error', () => undefined);
  let pid: number | undefined;
  const told = Promise.all([
    eachLine(running.stdout, (line) => {
      if (pid !== undefined) return;
      pid = Number(line) || undefined;
      if (pid !== undefined) events.started(pid);
    }),
    eachLine(running.stderr, events.line),
  ]);
  return {
    kill: () => void running.stdin.end(),
    ended: (async () => {
      const [ended] = await Promise.all([running, told]);
      running.stdin.end();
      requireStarted(command, ended);
      return ended.exitCode ?? 129;
    })(),
  };
}

async function eachLine(stream: Readable, take: (line: string) => void): Promise<void> {
  for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) take(line);
}
