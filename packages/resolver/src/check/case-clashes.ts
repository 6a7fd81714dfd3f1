import { CaseClash } from '../problems/check/case-clash';
import type { Place, Problem } from '../problems/problem';
import type { TreeEntry } from './repo-tree';

/** Reports names in one folder that are the same on a file system that ignores case. */
export function caseClashes(
  entries: readonly TreeEntry[],
  placeOf: (path: string) => Place,
): readonly Problem[] {
  const first = new Map<string, TreeEntry>();
  const here = entries.flatMap((entry) => {
    const folded = entry.name.toLowerCase();
    const other = first.get(folded);
    if (!other) first.set(folded, entry);
    return other ? [new CaseClash(placeOf(entry.path), entry.name, other.name)] : [];
  });
  return [...here, ...entries.flatMap((entry) => caseClashes(entry.entries, placeOf))];
}
