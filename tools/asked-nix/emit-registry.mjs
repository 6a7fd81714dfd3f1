import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { nxProgram } from '../command-line/node-programs.mjs';

/**
 * Runs `nx run registry:emit-registry` in a workspace.
 *
 * @param {import('./asked-nix.mjs').AskedNix} nix the Nix that answers questions about the base
 * @param {string} root the workspace's folder
 * @throws {NotEmitted} when it fails
 */
export function emitRegistry(nix, root) {
  const ran = spawnSync(process.execPath, [nxProgram(), 'run', 'registry:emit-registry'], {
    cwd: root,
    encoding: 'utf8',
    env: {
      ...nix.env,
      ...(nix.bin !== '' && { NX_NIX_BIN: nix.bin }),
      NX_DAEMON: 'false',
      NX_TUI: 'false',
      NX_NO_CLOUD: 'true',
      NX_CACHE_DIRECTORY: join(root, '.nx/cache'),
      NX_WORKSPACE_DATA_DIRECTORY: join(root, '.nx/data'),
    },
    maxBuffer: 2 ** 28,
  });
  if (ran.status !== 0) throw new NotEmitted(`${ran.stdout}${ran.stderr}`);
}

/** Thrown when emit-registry fails; the message is its output. */
export class NotEmitted extends Error {
  /**
   * The problems in the output: for each the file, from the workspace's folder, and the message.
   */
  get problems() {
    const lines = this.message.matchAll(/^(repos\/\S+?):\d+:\d+: error\[[\w-]+\]: (.*)$/gm);
    return [...lines].map(([, file = '', why = '']) => ({ file, why }));
  }
}
