import type { ExternalInput } from '@nx-nix/resolver';

/** What overlay repos take from outside: no repo can name a channel or a flake yet. */
export function externalInputs(): readonly ExternalInput[] {
  return [];
}
