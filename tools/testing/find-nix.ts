import { folderOfNix, ownStore } from '../asked-nix/own-store.cjs';
import { temporaryFolder } from './temporary-folder';

/** A Nix to test with, and the environment that gives it a store of its own. */
export interface NixForTests {
  /** The folder that holds `nix`, `nix-instantiate`, … */
  readonly bin: string;
  /** To be given to every call: store, state, logs, configuration and home in a temporary folder. */
  readonly env: Record<string, string>;
}

let found: NixForTests | undefined;

/**
 * The Nix of the folder `NX_NIX_TEST_NIX`, else of PATH; undefined where there is none. Where
 * `NX_NIX_REQUIRE_NIX=1` says that there must be one (in CI), throws instead.
 */
function nixForTests(): NixForTests | undefined {
  const bin = folderOfNix();
  if (bin === undefined) {
    if (process.env['NX_NIX_REQUIRE_NIX'] !== '1') return undefined;
    throw new Error('NX_NIX_REQUIRE_NIX=1, but no nix-instantiate in NX_NIX_TEST_NIX or PATH');
  }
  return (found ??= { bin, env: ownStore(temporaryFolder('test-nix')) });
}

/** A suite that asks Nix. Without one it is reported as skipped, and why. */
export function describeWithNix(name: string, suite: (nix: NixForTests) => void): void {
  const nix = nixForTests();
  if (nix) describe(name, () => suite(nix));
  else describe(name, () => it.skip('skipped, because no nix was found', () => undefined));
}

/** The same Nix with a store, a cache and a home that nothing is in yet. */
export function withEmptyStore({ bin }: NixForTests): NixForTests {
  return { bin, env: ownStore(temporaryFolder('test-nix')) };
}
