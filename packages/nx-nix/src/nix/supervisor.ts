// Why: docs/decisions/building.md#nix-runs-outside-of-the-process-tree-of-nx
/**
 * A program of its own: runs Nix outside of the caller's process tree and ends it with its caller.
 *
 *   sh -c '"$@" &' sh node supervisor.js PROGRAM ARGUMENT…
 *
 * When Nx is interrupted it signals the leaves of the process tree first, which are the builders'
 * own children: a compiler dies, the shell around it goes on, and Nix takes for a finished build
 * what was cut short. So Nix must not be in that tree; the shell, which exits at once, leaves this
 * process nobody's child.
 *
 * It tells descriptor 3 how the program ended. It asks the program to stop (which Nix does cleanly,
 * builders and all) as soon as descriptor 3 ends: because the caller closed it, or is no more.
 */
import { spawn } from 'node:child_process';
import { Socket } from 'node:net';

/** How many milliseconds a program has to end by itself before it is killed. */
const PATIENCE = 8_000;

const [program, ...args] = process.argv.slice(2);
keep(program!, args);

function keep(command: string, commandArgs: readonly string[]): void {
  const caller = new Socket({ fd: 3, allowHalfOpen: true });
  const child = spawn(command, commandArgs, { stdio: ['ignore', 'inherit', 'inherit'] });
  const stop = (): void => {
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), PATIENCE).unref();
  };
  const end = (how: Readonly<Record<string, unknown>>): void => {
    caller.end(JSON.stringify(how), () => process.exit(0));
  };
  child.on('error', (error) => end({ error: error.message }));
  child.on('exit', (status, signal) => end({ status, signal }));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  caller.on('end', stop).resume();
  // Then nobody is left to be told.
  caller.on('error', () => (child.exitCode === null ? stop() : process.exit(0)));
}
