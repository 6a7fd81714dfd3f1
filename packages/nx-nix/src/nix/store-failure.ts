import { userInfo } from 'node:os';

/**
 * What the user can do about a failure of the store, from Nix's messages; undefined for failures of
 * another kind.
 */
export function storeFailure(
  errors: readonly string[],
  storeDir = 'the Nix store',
): string | undefined {
  const output = errors.join('\n');
  if (/No space left on device|disk is full|disk quota exceeded/i.test(output)) {
    return `The disk is full. Nix needs room in ${storeDir} and in the folder for temporary files; \`nix-collect-garbage\` frees what nothing holds.`;
  }
  if (/cannot connect to (daemon|socket)|Connection refused/i.test(output)) {
    return "Nix's daemon does not answer. Start it (`systemctl start nix-daemon`), or see whether you may use it.";
  }
  if (
    /Permission denied|Read-only file system|Operation not permitted|not writable/i.test(output)
  ) {
    return `As ${userName()}, you may not write to ${storeDir}. Use a Nix with a daemon, or one with a store of your own.`;
  }
  return undefined;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `user ${process.getuid?.() ?? ''}`.trim();
  }
}
