import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** How many derivations go into one command line. */
const AT_ONCE = 200;

/**
 * The derivations that each derivation needs, for all in the closure of some. What a string of a
 * derivation takes from another one, by its context, is among them.
 *
 * @param {import('../asked-nix/asked-nix.mjs').AskedNix} nix
 * @param {readonly string[]} derivations paths
 * @returns {ReadonlyMap<string, ReadonlySet<string>>} by name in the store
 */
export function derivationGraph(nix, derivations) {
  /** @type {Map<string, Set<string>>} */
  const inputs = new Map();
  for (let at = 0; at < derivations.length; at += AT_ONCE) {
    const some = derivations.slice(at, at + AT_ONCE);
    const ran = spawnSync(join(nix.bin, 'nix-store'), ['--query', '--graph', ...some], {
      env: nix.env,
      encoding: 'utf8',
      maxBuffer: 2 ** 30,
    });
    if (ran.status !== 0) throw new Error(`Nix tells no graph: ${ran.stderr}`);
    for (const [, needed = '', by = ''] of ran.stdout.matchAll(/^"([^"]+)" -> "([^"]+)"/gm)) {
      const known = inputs.get(by) ?? new Set();
      inputs.set(by, known.add(needed));
    }
  }
  return inputs;
}

/** The name in the store of a path. @param {string} path */
export function storeName(path) {
  return path.slice(path.lastIndexOf('/') + 1);
}
