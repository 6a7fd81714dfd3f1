import { basename } from 'node:path';
import type { Evaluated } from './evaluate';

/** A package and what Nix says that it is. */
export interface NamedPackage {
  readonly attribute: string;
  readonly evaluated: Evaluated;
}

/**
 * What a person calls a derivation or a store path: the package that it is of, else its name
 * without the hash.
 */
export function storeNames(packages: readonly NamedPackage[]): (path: string) => string {
  const names = new Map<string, string>();
  for (const { attribute, evaluated } of packages) {
    if (evaluated.kind !== 'derivation') continue;
    for (const path of [evaluated.drvPath, ...Object.values(evaluated.outputs)]) {
      // Two packages can be the same derivation; the first one's name serves.
      if (!names.has(path)) names.set(path, attribute);
    }
  }
  return (path) => names.get(path) ?? basename(path).replace(/^[0-9a-z]{32}-|\.drv$/g, '');
}
