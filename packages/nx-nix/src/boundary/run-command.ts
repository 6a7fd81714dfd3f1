import type { ExecutorContext } from '@nx/devkit';
import { problemJson, type Problem } from '@nx-nix/resolver';
import { complain, sayJson } from './say';
import { told, type TerminalText } from './terminal-text';
import { toldError } from './told-error';
import { UserError } from './user-error';
import { whenInterrupted } from './when-interrupted';

/** What a command came to. */
export interface CommandOutcome {
  readonly success: boolean;
  /** All that is wrong with the input and fails the command, sorted. */
  readonly problems: readonly Problem[];
  /** What the command has to tell beside problems, for `--json`. */
  readonly result: Readonly<Record<string, unknown>>;
  /** Prints the outcome for a person. Not called with `--json`. */
  readonly print: () => void;
}

/** How a command is run. */
export interface CommandSettings {
  /** The target's name in the documentation: `check`, `compare`, … */
  readonly command: string;
  readonly json: boolean | undefined;
  /**
   * Whether the command looks at the signal it is handed, stops, and tells how far it came. All
   * others are ended at once by a signal: there is nothing to tell of half a reading, what they write
   * is whole or not there, and temporary folders and processes go with them.
   */
  readonly stopsItself?: boolean;
}

/** The one JSON object that every command prints with `--json`; see docs/reference/json-output.md. */
interface Envelope {
  readonly command: string;
  /** The project's name in Nx. */
  readonly project: string;
  readonly success: boolean;
  readonly problems: readonly ReturnType<typeof problemJson>[];
  /** Why the command did not come to its end; null where it did. */
  readonly error: { readonly kind: ErrorKind; readonly message: string } | null;
  /** The command's own fields; null where it did not come to its end. */
  readonly result: Readonly<Record<string, unknown>> | null;
}

/** Something the user can mend, a fault of nx-nix, or a signal. */
type ErrorKind = 'user' | 'failure' | 'interrupted';

// Why: docs/decisions/structure.md#one-json-envelope
/**
 * The one boundary between executors and Nx: runs a command, prints its outcome for a person or, with
 * `--json`, as one line of JSON on standard output, also where the command fails early. Nothing is
 * thrown; Nx makes exit status 1 of `success: false`.
 */
export async function runCommand(
  { command, json, stopsItself = false }: CommandSettings,
  { projectName = '' }: Pick<ExecutorContext, 'projectName'>,
  work: (signal: AbortSignal) => Promise<CommandOutcome>,
): Promise<{ success: boolean }> {
  const about = { command, project: projectName };
  const interruption = stopsItself ? whenInterrupted() : undefined;
  const signal = interruption?.signal ?? new AbortController().signal;
  try {
    const outcome = await work(signal);
    const { success, problems, result } = outcome;
    if (json) {
      printEnvelope({
        ...about,
        success,
        problems: problems.map(problemJson),
        error: null,
        result,
      });
    } else {
      outcome.print();
    }
    return { success };
  } catch (thrown) {
    const { text, ...error } = errorOf(thrown, signal);
    if (json) printEnvelope({ ...about, success: false, problems: [], error, result: null });
    else complain(text);
    return { success: false };
  } finally {
    interruption?.end();
    await Promise.all([written(process.stdout), written(process.stderr)]);
  }
}

/**
 * When all that was printed has gone out. Nx ends the process of a task at once, and what does not
 * fit into the buffer of a pipe (some 200 kB: the problems of a few hundred packages) would be lost.
 */
function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => void stream.write('', () => resolve()));
}

function errorOf(
  thrown: unknown,
  { aborted }: AbortSignal,
): NonNullable<Envelope['error']> & { readonly text: TerminalText } {
  // What breaks after a signal breaks because of it.
  if (aborted) {
    return { kind: 'interrupted', message: 'Interrupted.', text: told`Interrupted.` };
  }
  const error = toldError(thrown);
  const kind = error instanceof UserError ? 'user' : 'failure';
  return { kind, message: error.message, text: error.told };
}

function printEnvelope(envelope: Envelope): void {
  sayJson(envelope);
}
