import type { AttributePath } from '../attribute-path';
import { AMBIENT } from './registry-config';

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

/** Whether a package may not have that name in that place. */
export function isReserved(path: AttributePath, isScope: (set: AttributePath) => boolean): boolean {
  const name = path[path.length - 1]!;
  if (ANYWHERE.has(name)) return true;
  if (path.length === 1) return TOP_LEVEL.has(name);
  return SCOPE.has(name) && isScope(path.slice(0, -1));
}
