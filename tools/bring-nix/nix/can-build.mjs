import { randomUUID } from 'node:crypto';
import { runNix } from './run-nix.mjs';

/**
 * @typedef {import('./run-nix.mjs').Callable} Callable
 */

/**
 * @typedef {{ builds: true, storeDir: string } | { builds: false, why: string }} Proof
 */

/**
 * Lets a Nix build a new derivation. Only that proves that it works: `nix` can start although the
 * daemon is down, the store is not writable, or user namespaces are not allowed. It takes a tenth
 * of a second, uses no network, and leaves a file of some bytes.
 *
 * @param {Callable} nix
 * @param {{ timeout?: number, sandbox?: boolean }} [options] timeout in milliseconds; without
 *   `sandbox`, as Nix is configured
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

/** these attributes prevent that a cache or another machine is asked */
const here = 'system = builtins.currentSystem; allowSubstitutes = false; preferLocalBuild = true;';

function withShell() {
  return `derivation {
    name = "proof-${randomUUID()}"; ${here}
    builder = "/bin/sh"; args = [ "-c" "echo proof > $out" ];
  }`;
}

/** A sandbox may have no shell, so the builder is a part of Nix itself, in the same sandbox. */
function withoutShell() {
  return `derivation {
    name = "proof-${randomUUID()}"; ${here}
    builder = "builtin:buildenv"; derivations = [ ]; manifest = "/none";
  }`;
}
