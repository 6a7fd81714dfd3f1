import { posix } from 'node:path';
import type { Wiring } from './wiring';

/** What a registry takes from outside of the workspace for its layers. */
export interface ExternalInput {
  /** Its name among the registry's inputs. */
  readonly name: string;
  /** As it is written: a path (it begins with `.` or `/`), or a flake reference. */
  readonly url: string;
  /** A folder, or a flake's outputs. */
  readonly kind: 'channel' | 'flake';
  /** Of a path: from the registry's folder, unless it begins with `/`. */
  readonly path?: string;
  /** Inputs of the flake that are one of the registry's. */
  readonly follows: Readonly<Record<string, string>>;
  /** Where it is named, from the workspace root. */
  readonly file: string;
}

/** The channels and flakes of all layers, by name. */
export function externalInputs(
  { layers }: Pick<Wiring, 'layers'>,
  registryRoot: string,
): readonly ExternalInput[] {
  return layers
    .flatMap(({ entry, root }): readonly ExternalInput[] => {
      if (entry.layer !== 'channels' && entry.layer !== 'flakes') return [];
      const { name, url } = entry;
      if (url === undefined) return [];
      const file = `${root}/${entry.file}`;
      const path = pathOf(url, root, registryRoot);
      const common = { name, url, file, ...(path !== undefined && { path }) };
      return entry.layer === 'channels'
        ? [{ ...common, kind: 'channel', follows: {} }]
        : [{ ...common, kind: 'flake', follows: entry.follows }];
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function pathOf(url: string, root: string, registryRoot: string): string | undefined {
  if (url.startsWith('/')) return posix.normalize(url);
  if (!url.startsWith('.')) return undefined;
  return posix.relative(registryRoot, posix.join(root, url)) || '.';
}
