import type { Nix } from './find-nix';
import { UserError } from '../boundary/user-error';
import { askNix } from './run-nix';
import { storeFailure } from './store-failure';

/** The version and store of a Nix: they decide which store paths it makes. */
export interface NixIdentity {
  readonly version: string;
  /** Usually `/nix/store`. */
  readonly storeDir: string;
}

/**
 * Asks a Nix for its version and its store, in one call.
 * @throws UserError when Nix does not work
 */
export async function nixPlace(nix: Nix): Promise<NixIdentity> {
  const asked = await askNix({
    ...{ nix, program: 'nix-instantiate', access: { kind: 'set', folders: [] } },
    args: ['--eval', '--strict', '--json', '--expr', '[ builtins.nixVersion builtins.storeDir ]'],
  });
  if (asked.status !== 0) {
    const failure = storeFailure([asked.stderr]) ?? '';
    throw new UserError(`Nix does not work: ${asked.stderr.trim()}\n${failure}`.trim());
  }
  const [version, storeDir] = JSON.parse(asked.stdout) as [string, string];
  return { version, storeDir };
}
