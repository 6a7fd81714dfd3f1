import { join, resolve } from 'node:path';
import { compareNames } from '@nx-nix/resolver';
import type { Nix } from '../nix/find-nix';
import type { Locked } from '../nix/locked-uri';
import { nixError } from '../nix/nix-error';
import { askNix } from '../nix/run-nix';

/** The message of Nix when a command about a flake fails. */
export interface FlakeFailure {
  readonly said: string;
  readonly trace?: string;
}

/**
 * Locks a flake reference to its present state.
 * @param cwd the folder that a relative reference starts from
 * @returns the locked source, or the message of Nix
 */
export async function lockFlake(
  nix: Nix,
  reference: string,
  cwd: string,
): Promise<{ readonly locked: Locked } | FlakeFailure> {
  // Nix 2.8 would lock a relative path as it is; in another folder it would be another path.
  const relative = /^path:(?=[^/])(?<path>[^?]*)/.exec(reference)?.groups?.['path'];
  const absolute =
    relative === undefined ? reference : reference.replace(relative, resolve(cwd, relative));
  const args = ['flake', 'metadata', '--json', '--no-write-lock-file', absolute];
  const ran = await askNix({ nix, program: 'nix', access: { kind: 'fetch' }, args }, cwd);
  if (ran.status !== 0) return failure(ran.stderr);
  const { locked } = JSON.parse(ran.stdout) as { readonly locked?: Locked };
  const isLocked = typeof locked?.['narHash'] === 'string';
  const isRevision = locked?.['rev'] !== undefined || !REVISIONED.has(String(locked?.['type']));
  if (!isLocked || !isRevision) {
    return { said: 'it cannot be locked, as its tree has changes that are not committed' };
  }
  // `__final` tells Nix not to look at the source again, but `fetchTree` rejects the attribute.
  const attributes = Object.entries(locked).filter(([name]) => !name.startsWith('__'));
  return { locked: Object.fromEntries(attributes.sort(([a], [b]) => compareNames(a, b))) };
}

/** Types of sources where a revision identifies the content. */
const REVISIONED = new Set(['git', 'github', 'gitlab', 'hg', 'sourcehut']);

const FETCH = `{ locked }:
let attributes = builtins.fromJSON locked; in
builtins.unsafeDiscardStringContext
  (builtins.fetchTree (removeAttrs attributes [ "dir" ])).outPath`;

/**
 * The folder of a locked flake reference in the store. Nix fetches the source if it is not there
 * yet.
 */
export async function fetchLocked(
  nix: Nix,
  locked: Locked,
): Promise<{ readonly folder: string } | FlakeFailure> {
  const args = [
    ...['--eval', '--strict', '--json', '--read-write-mode'],
    ...['--expr', FETCH, '--argstr', 'locked', JSON.stringify(locked)],
  ];
  const ran = await askNix({ nix, program: 'nix-instantiate', access: { kind: 'fetch' }, args });
  if (ran.status !== 0) return failure(ran.stderr);
  return { folder: join(JSON.parse(ran.stdout) as string, String(locked['dir'] ?? '')) };
}

function failure(stderr: string): FlakeFailure {
  const { sentence, text } = nixError(stderr);
  return { said: sentence || 'Nix does not say why', trace: text };
}
