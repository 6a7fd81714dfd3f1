import { compareNames } from '../names/attribute-path';
import type { LayerEntry } from '../locate/layers/layer';
import type { Resolution } from '../locate/resolution';

/** One file of a layer, with its number in the order of all layers. */
export interface LayerStep {
  readonly resolution: Resolution;
  /** Its index in the layers of its resolution. */
  readonly index: number;
  readonly entry: LayerEntry;
  /** Its index in the layers of all overlay repos; a layer with a higher number is above it. */
  readonly height: number;
}

/**
 * The layers of all overlay repos in the order in which they are applied.
 * @param order the names of overlay repos, from the registry; all others follow, sorted by name
 */
export function layerSteps(
  resolutions: readonly Resolution[],
  order: readonly string[] = [],
): readonly LayerStep[] {
  const place = ({ repo }: Resolution): number => {
    const named = order.indexOf(repo);
    return named < 0 ? order.length : named;
  };
  return [...resolutions]
    .filter(({ layers }) => layers !== undefined)
    .sort((a, b) => place(a) - place(b) || compareNames(a.repo, b.repo))
    .flatMap((resolution) =>
      resolution.layers!.map((entry, index) => ({ resolution, index, entry })),
    )
    .map((step, height) => ({ ...step, height }));
}

/** The name of a step's file in messages and in `pkgs.json`. */
export function stepFile({ resolution, entry }: LayerStep): string {
  return `${resolution.repo}/${entry.file}`;
}
