import { mkdirSync, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
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
export function nixForTests(): NixForTests | undefined {
  const bin = folderOfNix();
  if (bin === undefined) {
    if (process.env['NX_NIX_REQUIRE_NIX'] !== '1') return undefined;
    throw new Error('NX_NIX_REQUIRE_NIX=1, but no nix-instantiate in NX_NIX_TEST_NIX or PATH');
  }
  return (found ??= { bin, env: privateStore() });
}

/** A suite that asks Nix. Without one it is reported as skipped, and why. */
export function describeWithNix(name: string, suite: (nix: NixForTests) => void): void {
  const nix = nixForTests();
  if (nix) describe(name, () => suite(nix));
  else describe(name, () => it.skip('skipped, because no nix was found', () => undefined));
}

/** The same Nix with a store, a cache and a home that nothing is in yet. */
export function withEmptyStore({ bin }: NixForTests): NixForTests {
  return { bin, env: privateStore() };
}

function folderOfNix(): string | undefined {
  const named = process.env['NX_NIX_TEST_NIX'];
  const folders = named ? [named] : (process.env['PATH'] ?? '').split(delimiter);
  return folders.find((folder) => folder !== '' && existsSync(join(folder, 'nix-instantiate')));
}

/** NOTE: warm stores hide bugs, and a user's store is none of a test's business. */
function privateStore(): Record<string, string> {
  const root = temporaryFolder('test-nix');
  const folder = (name: string): string => {
    mkdirSync(join(root, name), { recursive: true });
    return join(root, name);
  };
  return {
    // A Nix that tools/bring-nix brought takes its store from here, any other from what follows.
    NX_NIX_STORE_ROOT: root,
    NIX_STORE_DIR: folder('store'),
    NIX_STATE_DIR: folder('var'),
    NIX_LOG_DIR: folder('log'),
    NIX_CONF_DIR: folder('etc'),
    HOME: folder('home'),
    XDG_CACHE_HOME: folder('cache'),
  };
}
