import type { AttributePath } from './attribute-path';
import { AMBIENT } from './ambient';

/** Reserved at top level: names that make the set extensible, and ambient names. */
const TOP_LEVEL = new Set<string>([
  ...AMBIENT,
  '__splicedPackages',
  '__unfix__',
  'callPackages',
  'extend',
  'overrideScope',
  'packages',
]);

/** Reserved in a scope: names that `makeScope` adds. */
const SCOPE = new Set(['callPackage', 'newScope', 'overrideScope', 'packages']);

/**
 * Reserved everywhere: with one of these names, a set has a special meaning for Nix or its tools.
 */
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

/** Whether a name is reserved in a set, so that no package or set may have it. */
export function isReserved(
  name: string,
  set: { readonly path: AttributePath; readonly isScope: boolean },
): boolean {
  if (ANYWHERE.has(name)) return true;
  return set.path.length === 0 ? TOP_LEVEL.has(name) : set.isScope && SCOPE.has(name);
}

/**
 * Whether even a layer must not set a name, because the package set would no longer work.
 * @param depth length of the attribute path
 */
export function isNeverSet(name: string, depth: number): boolean {
  return ANYWHERE.has(name) || (depth === 1 && NEVER.has(name));
}

const NEVER = new Set(['__splicedPackages', '__unfix__', 'extend']);
