import { folderOfNix, ownStore } from '../asked-nix/own-store.cjs';
import { temporaryFolder } from './temporary-folder';

/** A Nix to test with, and the environment that gives it a store of its own. */
export interface NixForTests {
  /** The folder of `nix`, `nix-instantiate`, … */
  readonly bin: string;
  /** For every call: store, state, logs, configuration and home in a temporary folder. */
  readonly env: Record<string, string>;
}

let found: NixForTests | undefined;

/**
 * The Nix in the folder `NX_NIX_TEST_NIX`, else on PATH; undefined if there is none.
 * @throws Error instead, if `NX_NIX_REQUIRE_NIX=1` requires one (in CI)
 */
function nixForTests(): NixForTests | undefined {
  const bin = folderOfNix();
  if (bin === undefined) {
    if (process.env['NX_NIX_REQUIRE_NIX'] !== '1') return undefined;
    throw new Error('NX_NIX_REQUIRE_NIX=1, but no nix-instantiate in NX_NIX_TEST_NIX or PATH');
  }
  return (found ??= { bin, env: ownStore(temporaryFolder('test-nix'), bin) });
}

/** Declares a suite that asks Nix. Without a Nix it is reported as skipped, with the reason. */
export function describeWithNix(name: string, suite: (nix: NixForTests) => void): void {
  const nix = nixForTests();
  if (nix) describe(name, () => suite(nix));
  else describe(name, () => it.skip('skipped, because no nix was found', () => undefined));
}

/** The same Nix with a new, empty store, cache and home. */
export function withEmptyStore({ bin }: NixForTests): NixForTests {
  return { bin, env: ownStore(temporaryFolder('test-nix'), bin) };
}
