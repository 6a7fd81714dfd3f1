import { BaseNames } from '../base/base-names';
import type { Places } from '../locate/places';
import type { Resolution } from '../locate/resolution';
import { placeText, type Problem } from '../problems/problem';
import { grantProblems } from '../resolve/grant-problems';
import { layerProblems } from '../resolve/layer-problems';
import { layerSteps } from '../resolve/layer-steps';
import { packageTree } from '../resolve/package-tree';
import type { RegistryConfig } from '../resolve/registry-config';

// Why: docs/decisions/base.md#what-needs-no-base-is-told-before-the-base-is-asked
/**
 * The problems between repos that are there whatever the base has, so that nobody has to ask it:
 * those that are there on a base without any set, and on one with every set. What looks names up is
 * left out: nearly every name may be the base's.
 */
export function problemsOfAnyBase(
  resolutions: readonly Resolution[],
  config: RegistryConfig,
  places: Places,
): readonly Problem[] {
  const steps = layerSteps(resolutions, config.overlays);
  const on = (base: BaseNames): readonly Problem[] => {
    const { root, problems } = packageTree(resolutions, places, base, steps);
    return [
      ...problems,
      ...grantProblems(resolutions, config, places),
      ...layerProblems(root, steps, resolutions, places),
    ];
  };
  const onNothing = on(new BaseNames());
  if (onNothing.length === 0) return [];
  const onEverything = new Set(on(new EverySet()).map(identity));
  return onNothing.filter((problem) => onEverything.has(identity(problem)));
}

/** A base that has a set wherever a layer may change one. */
class EverySet extends BaseNames {
  override kindOf(): 'plain' {
    return 'plain';
  }
}

function identity({ place, code, message }: Problem): string {
  return `${placeText(place)} ${code} ${message}`;
}
