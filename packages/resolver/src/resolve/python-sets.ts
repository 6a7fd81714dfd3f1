import type { Places } from '../locate/places';
import { OnePythonOnly } from '../problems/one-python-only';
import type { Problem } from '../problems/problem';
import type { BaseNames } from '../base/base-names';
import { packagesBelow, type TreeNode } from './package-tree';

/** The set in which repos define Python modules; the modules are added to every Python. */
const PYTHON_SET = 'python3Packages';

/**
 * Problems for modules in the set of one Python (`python311Packages`): modules are added by
 * `pythonPackagesExtensions`, which applies to all Pythons.
 */
export function pythonSetProblems(
  tree: TreeNode,
  base: BaseNames,
  places: Places,
): readonly Problem[] {
  return [...tree.members.values()].flatMap((set) => {
    const [first] = packagesBelow(set);
    if (base.kindOf(set.path) !== 'python') return pythonSetProblems(set, base, places);
    if (set.key === PYTHON_SET || !first) return [];
    return [new OnePythonOnly(places.ofPackage(first.resolution, first.index), set.key, first.key)];
  });
}
