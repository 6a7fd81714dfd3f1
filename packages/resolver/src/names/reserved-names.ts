import type { AttributePath } from './attribute-path';
import { AMBIENT } from './ambient';

/** At top level: what makes the set extensible, and what every lambda may ask for. */
const TOP_LEVEL = new Set<string>([
  ...AMBIENT,
  '__splicedPackages',
  '__unfix__',
  'callPackages',
  'extend',
  'overrideScope',
  'packages',
]);

/** In a scope: what `makeScope` puts there. */
const SCOPE = new Set(['callPackage', 'newScope', 'overrideScope', 'packages']);

/** Anywhere: a set with one of these is something else for Nix or its tools. */
const ANYWHERE = new Set([
  '__attrsFailEvaluation',
  '__functionArgs',
  '__functor',
  '__toString',
  '_type',
  'drvPath',
  'outPath',
  'recurseForDerivations',
  'type',
]);

/** Whether neither a package nor a set may have that name in that set. */
export function isReserved(
  name: string,
  set: { readonly path: AttributePath; readonly isScope: boolean },
): boolean {
  if (ANYWHERE.has(name)) return true;
  return set.path.length === 0 ? TOP_LEVEL.has(name) : set.isScope && SCOPE.has(name);
}

/**
 * Whether not even a layer may set it: the set would be no set any more, or another one.
 * @param depth how long its attribute path is
 */
export function isNeverSet(name: string, depth: number): boolean {
  return ANYWHERE.has(name) || (depth === 1 && NEVER.has(name));
}

const NEVER = new Set(['__splicedPackages', '__unfix__', 'extend']);
