import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { NixForTests } from '../../../tools/testing/find-nix';

/** The demo's lib, which generated registries stand on. */
export const LIB = join(__dirname, '../../../repos/lib');

/** Evaluates an expression strictly; one process, so ask for much at once. */
export function askNix({ bin, env }: NixForTests, expression: string): unknown {
  const json = execFileSync(
    join(bin, 'nix-instantiate'),
    ['--eval', '--strict', '--json', '--expr', expression],
    {
      encoding: 'utf8',
      env: { ...process.env, ...env },
      maxBuffer: 1 << 26,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  return JSON.parse(json);
}
