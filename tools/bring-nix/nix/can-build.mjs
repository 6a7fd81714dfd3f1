import { randomUUID } from 'node:crypto';
import { runNix } from './run-nix.mjs';

/**
 * @typedef {import('./run-nix.mjs').Callable} Callable
 */

/**
 * @typedef {{ builds: true, storeDir: string } | { builds: false, why: string }} Proof
 */

/**
 * Has a Nix build a derivation that nobody has built before: that a `nix` can be called says
 * nothing of a daemon that is down, a store that is not writable, or user namespaces that are not
 * allowed. It takes a tenth of a second, uses no network, and leaves a file of some bytes.
 *
 * @param {Callable} nix
 * @param {{ timeout?: number, sandbox?: boolean }} [options] without `sandbox`, as it is configured
 * @returns {Promise<Proof>}
 */
export async function canBuild(nix, { timeout = 60_000, sandbox } = {}) {
  const options =
    sandbox === undefined
      ? []
      : ['--option', 'sandbox', String(sandbox), '--option', 'sandbox-fallback', 'false'];
  const built = await runNix(
    nix,
    'nix-build',
    ['--no-out-link', '--expr', sandbox ? withoutShell() : withShell(), ...options],
    { timeout },
  );
  if (!built.ok) return { builds: false, why: built.why };
  const path = built.stdout.split('\n').at(-1) ?? '';
  return { builds: true, storeDir: path.slice(0, path.lastIndexOf('/')) };
}

/** allowSubstitutes and preferLocalBuild: no cache and no other machine is asked */
const here = 'system = builtins.currentSystem; allowSubstitutes = false; preferLocalBuild = true;';

function withShell() {
  return `derivation {
    name = "proof-${randomUUID()}"; ${here}
    builder = "/bin/sh"; args = [ "-c" "echo proof > $out" ];
  }`;
}

/** A sandbox need not have a shell; this builder is Nix itself, in the same sandbox. */
function withoutShell() {
  return `derivation {
    name = "proof-${randomUUID()}"; ${here}
    builder = "builtin:buildenv"; derivations = [ ]; manifest = "/none";
  }`;
}
