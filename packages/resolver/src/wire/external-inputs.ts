import { posix } from 'node:path';
import { compareNames } from '../names/attribute-path';
import type { Place } from '../problems/problem';
import type { Wiring } from './wired';

/** An input from outside of the workspace: the base, a channel, or the flake of a layer. */
export interface ExternalInput {
  /** Its name among the registry's inputs. */
  readonly name: string;
  /**
   * A flake reference; or a path, which begins with `.` or `/`, is read in place and never locked.
   */
  readonly url: string;
  readonly kind: 'base' | 'channel' | 'flake';
  /** For a flake: its inputs that follow inputs of the registry, from name to name. */
  readonly follows?: Readonly<Record<string, string>>;
  /** The place of its definition in a repo. */
  readonly place: Place;
}

/** The input of a layer. */
export interface LayerInput extends ExternalInput {
  readonly kind: 'channel' | 'flake';
  /** If `url` is a path: the same path, absolute or from the registry's folder. */
  readonly path?: string;
}

/** Whether an input is a path, which is read in place and never locked. */
export function isInPlace({ url }: { readonly url: string }): boolean {
  return /^[./]/.test(url);
}

/** The inputs of all layers, sorted by name; without channels that are made of others. */
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
