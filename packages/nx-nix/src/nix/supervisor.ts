// Why: docs/decisions/building.md#nix-runs-outside-of-the-process-tree-of-nx
/**
 * A separate program: runs Nix outside of the caller's process tree, and stops it when the caller
 * ends.
 *
 *   sh -c '"$@" &' sh node supervisor.js PROGRAM ARGUMENT…
 *
 * When Nx is interrupted, it sends signals to the leaves of the process tree first: to child
 * processes of the builders. A compiler is killed, the shell around it continues, and Nix takes the
 * incomplete result for a finished build. So Nix must not be in that tree: the shell exits at once,
 * and this process then has no parent in the tree.
 *
 * It writes to descriptor 3 how the program ended. When descriptor 3 ends, because the caller
 * closed it or has ended, it asks the program to stop; Nix then stops its builders too.
 */
import { spawn } from 'node:child_process';
import { Socket } from 'node:net';

/** How long (in ms) a program may take to end by itself before it is killed. */
const PATIENCE = 8_000;

const [program, ...args] = process.argv.slice(2);
supervise(program!, args);

function supervise(command: string, commandArgs: readonly string[]): void {
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
  // Nobody listens any more.
  caller.on('error', () => (child.exitCode === null ? stop() : process.exit(0)));
}
