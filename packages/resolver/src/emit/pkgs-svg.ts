import { instance } from '@viz-js/viz';
import type { Wiring } from '../wire/wiring';
import { pkgsDot } from './pkgs-dot';

/** Up to here a drawing of every package can still be looked at, and is made within seconds. */
const MOST_PACKAGES = 250;

/**
 * `pkgs.svg`: the package set as a picture, drawn by a Graphviz inside of this process; undefined
 * where the set is too big to look at.
 */
export async function pkgsSvg(
  wiring: Wiring,
  mostPackages = MOST_PACKAGES,
): Promise<string | undefined> {
  if (wiring.packages.length > mostPackages) return undefined;
  // A fresh Graphviz for each drawing: one that has drawn before numbers its elements on.
  const graphviz = await instance();
  return graphviz.renderString(pkgsDot(wiring), { format: 'svg', engine: 'dot' });
}
