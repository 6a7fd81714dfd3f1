import { logger } from '@nx/devkit';
import { jsonText, workflowCommand } from '@nx-nix/resolver';
import type { TerminalText } from './terminal-text';

/** Prints what was asked for: to standard output, with a line feed. */
export function say({ text }: TerminalText): void {
  console.log(text);
}

/** Prints what is wrong, and what beside the result is worth knowing: to standard error. */
export function complain({ text }: TerminalText): void {
  console.error(text);
}

/** Prints a value as one line of JSON, for machines. */
export function sayJson(value: unknown): void {
  console.log(jsonText(value));
}

/** Prints a command for the workflow of GitHub that reads our output. */
export function sayToWorkflow(...command: Parameters<typeof workflowCommand>): void {
  console.log(workflowCommand(...command));
}

/** Warns while the graph is made, where Nx decides what becomes of it. */
export function warn({ text }: TerminalText): void {
  logger.warn(text);
}
