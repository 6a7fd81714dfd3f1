import { compareNames } from '../names/attribute-path';
import type { LayerEntry } from '../locate/layers/layer';
import type { Resolution } from '../locate/resolution';

/** One file of a layer, where it comes in the order of all of them. */
export interface LayerStep {
  readonly resolution: Resolution;
  /** Its place among the layers of its resolution. */
  readonly index: number;
  readonly entry: LayerEntry;
  /** Its place among the layers of all overlay repos: what has a higher one lies above it. */
  readonly height: number;
}

/**
 * The layers of all overlay repos in the order in which they are applied.
 * @param order the overlay repos as the registry orders them; those it does not name come last, by name
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

/** How messages and `pkgs.json` name the file of a step. */
export function stepFile({ resolution, entry }: LayerStep): string {
  return `${resolution.repo}/${entry.file}`;
}
