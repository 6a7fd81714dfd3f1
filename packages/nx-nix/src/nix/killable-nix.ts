import { eachLine } from './each-line';
import { requireStarted, startNix, type NixCommand } from './start-nix';

/** A running Nix that can be killed, and that is killed when this process ends. */
export interface KillableNix {
  /** Kills Nix. */
  readonly kill: () => void;
  /** Its exit status; above 128 if a signal ended it, as in a shell. */
  readonly ended: Promise<number>;
}

/** Callbacks while Nix runs. */
export interface KillableEvents {
  /** Gets its process id, once. */
  readonly started: (pid: number) => void;
  /** Gets each line of its standard error. */
  readonly line: (line: string) => void;
}

/**
 * Runs the program in the background, prints its process id, and kills it when standard input ends:
 * because we closed it, or because we ended. Otherwise an endless evaluation would outlive us.
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

/** Starts an evaluation. Its standard output is not used. */
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
  const outputRead = Promise.all([
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
      const [ended] = await Promise.all([running, outputRead]);
      running.stdin.end();
      requireStarted(command, ended);
      return ended.exitCode ?? 129;
    })(),
  };
}
