import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parsePath, type AttributePath } from '@nx-nix/resolver';
import { UserError } from '../../boundary/user-error';
import { readableFolders } from '../../base/readable-folders';
import { askNix } from '../../nix/run-nix';
import type { Side } from '../evaluation/side';
import { configFor, type SideSettings } from './side-settings';

interface FlakeMetadata {
  /** The folder of its files. */
  readonly path: string;
  readonly url?: string;
  readonly lockedUrl?: string;
  readonly locked?: Readonly<Record<string, unknown>>;
}

/**
 * The package set of an installable, `REFERENCE#ATTRIBUTE`. Without an attribute, the source's
 * `default.nix` is used if there is one, as it takes a system and a config; else the outputs of the
 * flake. Flakes are evaluated in pure mode.
 * @throws UserError when the reference cannot be fetched or locked, or does not fit the options
 */
export async function flakeSide(place: SideSettings, installable: string): Promise<Side> {
  const at = installable.indexOf('#');
  const reference = at < 0 ? installable : installable.slice(0, at);
  const text = at < 0 ? '' : installable.slice(at + 1);
  const attribute = text === '' ? [] : parsePath(text);
  if (!attribute) {
    throw new UserError(`--against=${installable}: "${text}" is no attribute path`);
  }
  refuseOtherSystems(place, installable, attribute);
  const metadata = await flakeMetadata(place, reference || '.');
  const file = join(metadata.path, 'default.nix');
  if (attribute.length === 0 && existsSync(file)) {
    const config = configFor(place, metadata.path);
    return {
      label: installable,
      source: { kind: 'file', file, config },
      root: metadata.path,
      access: { kind: 'set', folders: readableFolders(metadata.path) },
      settings: place.settings,
      identity: () => JSON.stringify([file, config, place.settings]),
      notes: [],
    };
  }
  if (place.config && Object.keys(place.config).length > 0) {
    throw new UserError(
      `--config goes to a function, and ${installable} names an attribute: leave one of them out`,
    );
  }
  const locked = lockedReference(metadata);
  return {
    label: installable,
    source: { kind: 'flake', reference: locked, attribute },
    access: { kind: 'flake' },
    settings: place.settings,
    identity: () => JSON.stringify([locked, attribute, place.settings]),
    notes: [],
  };
}

/** Rejects an attribute that contains a system when other systems are requested. */
function refuseOtherSystems(
  { systems }: SideSettings,
  installable: string,
  [output, system]: AttributePath,
): void {
  const isPerSystem = output === 'legacyPackages' || output === 'packages';
  if (!isPerSystem || system === undefined) return;
  const others = systems.filter((one) => one !== system);
  if (others.length === 0) return;
  throw new UserError(
    `${installable} is for ${system} alone, and ${others.join(', ')} is asked for: leave the system out, as in ${installable.replace(/#.*/, '')}#${output}`,
  );
}

async function flakeMetadata(place: SideSettings, reference: string): Promise<FlakeMetadata> {
  const args = ['flake', 'metadata', '--json', '--no-write-lock-file', reference];
  const command = { nix: place.nix, program: 'nix', access: { kind: 'fetch' }, args } as const;
  const ran = await askNix(command, place.from);
  if (ran.status === 0) return JSON.parse(ran.stdout) as FlakeMetadata;
  const message = ran.stderr.trim() || 'nix failed';
  throw new UserError(`--against: Nix cannot read the flake ${reference}: ${message}`);
}

/**
 * A reference that pure evaluation accepts. A tree with uncommitted files is named by the hash of
 * its content.
 */
function lockedReference({ path, url, lockedUrl, locked }: FlakeMetadata): string {
  const known = lockedUrl ?? url;
  const isLocked = locked?.['rev'] !== undefined || (known ?? '').includes('narHash=');
  if (known !== undefined && isLocked) return known;
  const narHash = locked?.['narHash'];
  if (typeof narHash !== 'string') {
    throw new UserError(
      `--against: ${known ?? path} is not locked, and cannot be: commit it first`,
    );
  }
  return `path:${path}?narHash=${encodeURIComponent(narHash)}`;
}
