import { posix } from 'node:path';
import { compareNames } from '../names/attribute-path';
import type { Place } from '../problems/problem';
import type { Wiring } from './wired';

/** What a registry takes from outside of the workspace: its base, a channel, somebody's flake. */
export interface ExternalInput {
  /** Its name among the registry's inputs. */
  readonly name: string;
  /** A flake reference; what begins with `.` or `/` is a path, read in place and never locked. */
  readonly url: string;
  readonly kind: 'base' | 'channel' | 'flake';
  /** Of a flake: its inputs that are one of the registry's, by name. */
  readonly follows?: Readonly<Record<string, string>>;
  /** Where a repo names it. */
  readonly place: Place;
}

/** What a layer takes, and where from the registry's folder that lies, if it is a path. */
export interface LayerInput extends ExternalInput {
  readonly kind: 'channel' | 'flake';
  /** Unless it begins with `/`, from the registry's folder. */
  readonly path?: string;
}

/** Whether it is read where it lies, and never locked. */
export function isInPlace({ url }: { readonly url: string }): boolean {
  return /^[./]/.test(url);
}

/** The channels and flakes of all layers, by name. */
export function layerInputs(
  { layers }: Pick<Wiring, 'layers'>,
  registryRoot: string,
): readonly LayerInput[] {
  return layers
    .flatMap(({ entry, root, place }): readonly LayerInput[] => {
      if (entry.layer !== 'channels' && entry.layer !== 'flakes') return [];
      const { name, url } = entry;
      if (url === undefined) return [];
      const path = pathOf(url, root, registryRoot);
      const common = { name, url, place, ...(path !== undefined && { path }) };
      return entry.layer === 'channels'
        ? [{ ...common, kind: 'channel' }]
        : [{ ...common, kind: 'flake', follows: entry.follows }];
    })
    .sort((a, b) => compareNames(a.name, b.name));
}

function pathOf(url: string, root: string, registryRoot: string): string | undefined {
  if (url.startsWith('/')) return posix.normalize(url);
  if (!url.startsWith('.')) return undefined;
  return posix.relative(registryRoot, posix.join(root, url)) || '.';
}
