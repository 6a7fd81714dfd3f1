import type { Places } from '../locate/places';
import { OnePythonOnly } from '../problems/one-python-only';
import type { Problem } from '../problems/problem';
import type { BaseNames } from '../base/base-names';
import { packagesBelow, type TreeNode } from './package-tree';

/** The set under which repos offer modules of Python; those of all Pythons get them. */
const PYTHON_SET = 'python3Packages';

/** What repos offer to one Python of several: `pythonPackagesExtensions` knows all of them only. */
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
