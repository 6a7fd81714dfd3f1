import { pkgsDot } from './pkgs-dot';
import type { Wiring } from '../wire/wired';

/** Up to this number of packages, a drawing is readable and is made within seconds. */
const MOST_PACKAGES = 250;

/**
 * The text of `pkgs.svg`: the package set as a picture, drawn by Graphviz in this process. If the
 * set is too big, the picture contains only a sentence. It is never missing, because Nx does not
 * delete an old file when it restores a result without that file from its cache.
 */
export async function pkgsSvg(wiring: Wiring, mostPackages = MOST_PACKAGES): Promise<string> {
  if (wiring.packages.length > mostPackages) return tooBig(wiring.packages.length);
  // NOTE: a new Graphviz for each drawing, because a used one continues the numbers of elements.
  // Loaded here, because most runs draw nothing.
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
