import { compareNames, pathText } from '../names/attribute-path';
import type { BaseFacts } from '../base/base-facts';
import type { Edge } from '../resolve/edge';
import type { WiredLayer } from './wiring';

/** A name of the base that packages lean on, and where it leads back to: its through-base edges. */
export interface BaseWay {
  /** Its attribute path, as Nix text; what `base` edges point to. */
  readonly key: string;
  /**
   * Keys of the packages of repos that the base makes it of, sorted; `all` where that is not known,
   * so that a change of any of them counts as a change of it.
   */
  readonly through: readonly string[] | 'all';
}

/** The names of the base in use, each with what it is made of. Sorted by key. */
export function baseWays(
  packages: readonly { readonly key: string; readonly edges: readonly Edge[] }[],
  layers: readonly WiredLayer[],
  facts: BaseFacts,
): readonly BaseWay[] {
  const told = new Map(facts.through.map(({ path, reaches }) => [pathText(path), reaches]));
  const settings = layers.flatMap((layer) => layer.settings);
  const keys = new Set([...packages.map(({ key }) => key), ...settings.map(({ key }) => key)]);
  const used = [...packages, ...settings].flatMap(({ edges }) =>
    edges.filter(({ kind }) => kind === 'base'),
  );
  return [...new Set(used.map(({ to }) => to))].sort(compareNames).map((key) => {
    const reaches = told.get(key) ?? 'all';
    if (reaches === 'all') return { key, through: 'all' };
    // A package that has gone since is none that could change.
    return { key, through: reaches.map(pathText).filter((reached) => keys.has(reached)) };
  });
}
