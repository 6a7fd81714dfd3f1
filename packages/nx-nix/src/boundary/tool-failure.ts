import { isNativeError } from 'node:util/types';
import { toldLines, type TerminalText } from './terminal-text';

/** What nx-nix itself could not do: a fault of its own, whatever the input was. */
export class ToolFailure extends Error {
  override readonly name = 'ToolFailure';

  /** The message as it is printed. */
  readonly told: TerminalText;

  /** @param cause what was thrown; its stack goes into the report */
  constructor(override readonly cause: unknown) {
    super(
      `nx-nix failed, which is a fault of nx-nix and not of your files. Please report it with the lines below.\n${traceOf(cause)}`,
    );
    this.told = toldLines(this.message);
  }
}

function traceOf(cause: unknown): string {
  return isNativeError(cause) ? (cause.stack ?? cause.message) : String(cause);
}
