import { compareNames, pathText } from '../names/attribute-path';
import type { BaseFacts } from '../base/base-facts';
import type { Edge } from '../resolve/edge';
import type { WiredLayer, ThroughBaseEdges } from './wired';

// Why: docs/decisions/base.md#through-base-edges-are-kept-by-name-of-the-base
/** The names of the base in use, each with the packages it is made of. Sorted by key. */
export function throughBaseEdges(
  packages: readonly { readonly key: string; readonly edges: readonly Edge[] }[],
  layers: readonly WiredLayer[],
  facts: BaseFacts,
): readonly ThroughBaseEdges[] {
  const reachesByName = new Map(
    facts.through.map(({ path, reaches }) => [pathText(path), reaches]),
  );
  const settings = layers.flatMap((layer) => layer.settings);
  const keys = new Set([...packages.map(({ key }) => key), ...settings.map(({ key }) => key)]);
  const used = [...packages, ...settings].flatMap(({ edges }) =>
    edges.filter(({ kind }) => kind === 'base'),
  );
  return [...new Set(used.map(({ to }) => to))].sort(compareNames).map((key) => {
    const reaches = reachesByName.get(key) ?? 'all';
    if (reaches === 'all') return { key, through: 'all' };
    // A package that was removed since then cannot change any more.
    return { key, through: reaches.map(pathText).filter((reached) => keys.has(reached)) };
  });
}
