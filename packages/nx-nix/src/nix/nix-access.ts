import { existsSync, realpathSync } from 'node:fs';
import { lockedUri, type Locked } from './locked-uri';
import { isNixSince } from './nix-version';

/** What a program of Nix may reach while it evaluates; see docs/security.md. */
export type NixAccess =
  /**
   * The code of repos and bases: it reads these folders and the store, fetches these sources, and
   * nothing else.
   */
  | ({ readonly kind: 'set' } & SetAccess)
  /** Our own expressions only: they fetch what the user or the registry names. */
  | { readonly kind: 'fetch' }
  /** A flake that the user names: in pure mode, which reads what is locked and nothing else. */
  | { readonly kind: 'flake' };

/** What the code of repos and bases may reach beside the store. */
export interface SetAccess {
  readonly folders: readonly string[];
  readonly sources?: readonly Locked[];
  /** False: nothing is built while it is evaluated. Default: false. */
  readonly importsFromDerivations?: boolean;
}

/** The settings of Nix that decide what an evaluation reaches; nobody else sets them. */
export const ACCESS_SETTINGS: ReadonlySet<string> = new Set([
  ...['restrict-eval', 'pure-eval', 'allowed-uris', 'nix-path', 'experimental-features'],
  ...['allow-import-from-derivation', 'allow-unsafe-native-code-during-evaluation'],
  ...['plugin-files', 'accept-flake-config', 'flake-registry'],
]);

// Why: docs/decisions/evaluating.md#every-setting-that-counts-is-named
/**
 * The settings, as arguments, with which Nix reaches what it may and nothing else, whatever the
 * configuration of the machine or of the user says.
 * @param version of Nix
 */
export function accessArguments(access: NixAccess, version: string): readonly string[] {
  return [
    ...option('nix-path', ''),
    ...option('plugin-files', ''),
    ...option('allow-unsafe-native-code-during-evaluation', 'false'),
    ...argumentsByKind(access, version),
  ];
}

function argumentsByKind(access: NixAccess, version: string): readonly string[] {
  if (access.kind !== 'set') {
    return [
      ...option('experimental-features', FLAKES),
      ...option('restrict-eval', 'false'),
      ...option('pure-eval', String(access.kind === 'flake')),
      ...option('accept-flake-config', 'false'),
      ...option('allow-import-from-derivation', 'false'),
    ];
  }
  const { folders, sources = [], importsFromDerivations = false } = access;
  const uris = sources.flatMap((locked) => lockedUri(locked, version) ?? []).filter(isOneAddress);
  return [
    ...option('experimental-features', featuresOf(version)),
    ...option('restrict-eval', 'true'),
    ...option('pure-eval', 'false'),
    ...option('allowed-uris', [...new Set(uris)].join(' ')),
    ...option('allow-import-from-derivation', String(importsFromDerivations)),
    ...readable([...folders, ...sources.flatMap(folderOf)]).flatMap((folder, i) => {
      return ['-I', `readable${i}=${folder}`];
    }),
  ];
}

/**
 * Whether a text is the address of one thing. NOTE: `allowed-uris` is a list with blanks between, and
 * takes an address for all that continues it behind a slash: a lock that was made by hand could name
 * several, or a whole host.
 */
function isOneAddress(uri: string): boolean {
  return /^[a-z][a-z0-9+.-]*:(?:\/\/[^\s/?#]+|\/\/)?\/[^\s/](?:\S*[^\s/])?$/i.test(uri);
}

const FLAKES = 'nix-command flakes';

/**
 * NOTE: never `flakes`: with it, `getFlake` reads any folder of the machine, whatever evaluation is
 * restricted to. A version warns of what it does not know.
 */
function featuresOf(version: string): string {
  return [
    ...(isNixSince(version, '2.19') ? ['fetch-tree'] : []),
    ...(isNixSince(version, '2.24') ? ['pipe-operators'] : []),
  ].join(' ');
}

function folderOf({ type, path }: Locked): readonly string[] {
  return type === 'path' && typeof path === 'string' && path.startsWith('/') ? [path] : [];
}

/** NOTE: Nix 2.26 follows a link as soon as it is named: the target must be named before the link. */
function readable(folders: readonly string[]): readonly string[] {
  const all = folders.filter((folder) => existsSync(folder));
  return [...new Set(all.flatMap((folder) => [realpathSync(folder), folder]))];
}

function option(name: string, value: string): readonly string[] {
  return ['--option', name, value];
}
