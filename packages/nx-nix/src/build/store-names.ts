import { basename } from 'node:path';
import type { Evaluated } from './evaluate';

/** A package, and what it evaluates to. */
export interface NamedPackage {
  readonly attribute: string;
  readonly evaluated: Evaluated;
}

/**
 * Returns the function that names a derivation or a store path for the user: the attribute path of
 * its package, or else its store name without the hash.
 */
export function storeNames(packages: readonly NamedPackage[]): (path: string) => string {
  const names = new Map<string, string>();
  for (const { attribute, evaluated } of packages) {
    if (evaluated.kind !== 'derivation') continue;
    for (const path of [evaluated.drvPath, ...Object.values(evaluated.outputs)]) {
      // Several packages can be the same derivation; the first package gives the name.
      if (!names.has(path)) names.set(path, attribute);
    }
  }
  return (path) => names.get(path) ?? basename(path).replace(/^[0-9a-z]{32}-|\.drv$/g, '');
}
