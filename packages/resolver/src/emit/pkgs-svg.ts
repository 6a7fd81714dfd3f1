import { pkgsDot } from './pkgs-dot';
import type { Wiring } from '../wire/wired';

/** Up to here a drawing of every package can still be looked at, and is made within seconds. */
const MOST_PACKAGES = 250;

/**
 * `pkgs.svg`: the package set as a picture, drawn by a Graphviz inside of this process; a picture
 * that says so where the set is too big to look at. There is always one: what Nx restores from its
 * cache does not take away a file that was not there.
 */
export async function pkgsSvg(wiring: Wiring, mostPackages = MOST_PACKAGES): Promise<string> {
  if (wiring.packages.length > mostPackages) return tooBig(wiring.packages.length);
  // A fresh Graphviz for each drawing: one that has drawn before numbers its elements on.
  // NOTE: loaded here, as most runs draw nothing.
  const { instance } = await import('@viz-js/viz');
  const graphviz = await instance();
  return graphviz.renderString(pkgsDot(wiring), { format: 'svg', engine: 'dot' });
}

function tooBig(packages: number): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" width="420" height="40">
  <text x="10" y="25" font-family="Helvetica" font-size="12">${packages} packages are too many to look at; see pkgs.json.</text>
</svg>
`;
}
