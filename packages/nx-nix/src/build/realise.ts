import type { BuildLog, Change } from './build-log';
import type { Nix } from '../nix/find-nix';
import { parseNixLine } from './internal-json';
import { runNix } from '../nix/run-nix';
import { StoreWatch } from './store-watch';

/** How many derivations go into one command line. */
const AT_ONCE = 4_000;

/** How derivations are built. */
export interface RealiseOptions {
  /** Options of `nix-store --realise`. */
  readonly args: readonly string[];
  readonly keepGoing: boolean;
  readonly signal?: AbortSignal | undefined;
  readonly onChange?: (change: Change) => void;
}

/**
 * Builds or fetches all outputs of derivations. Events go into `log`.
 * @returns `succeeded`: true if every process of Nix succeeded
 */
export async function realise(
  nix: Nix,
  drvPaths: readonly string[],
  log: BuildLog,
  { args, keepGoing, signal, onChange }: RealiseOptions,
): Promise<{ readonly succeeded: boolean }> {
  let succeeded = true;
  for (let at = 0; at < drvPaths.length; at += AT_ONCE) {
    const some = drvPaths.slice(at, at + AT_ONCE);
    const watch = new StoreWatch(nix, log, onChange);
    const ran = await runNix(
      {
        nix,
        program: 'nix-store',
        args: ['--realise', '--log-format', 'internal-json', ...args, ...some],
      },
      {
        signal,
        onLine: (line) => {
          const event = parseNixLine(line);
          const change = event && log.take(event);
          if (change) onChange?.(change);
          watch.look();
        },
      },
    );
    await watch.end();
    succeeded &&= ran.status === 0;
    if (signal?.aborted || (!succeeded && !keepGoing)) break;
  }
  return { succeeded };
}
