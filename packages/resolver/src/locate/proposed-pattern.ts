import { posix } from 'node:path';
import type { ProposedPattern } from '../problems/unclear-layout';

const PACKAGE_FILE = /^(package|default)\.nix$/;
/** Fewer files in a folder are no sign of a pattern. */
const FEWEST = 3;
/** Of the files in several folders: with so many in one of them, the others are something else. */
const NEARLY_ALL = 0.9;

/**
 * The pattern that most of some files fit: those called as packages are, each in a folder of its own,
 * in one folder, or in several that lie in one. Undefined where there are too few of them.
 */
export function proposedPattern(files: readonly string[]): ProposedPattern | undefined {
  const packages = files.filter(
    (file) => PACKAGE_FILE.test(posix.basename(file)) && file.split('/').length > 2,
  );
  // By the folder that holds their folders, `distros/jazzy`, and by the one around that.
  const groups = largerThanFew(byFolder(packages, holderOf));
  const around = byFolder([...groups.values()].flat(), (file) => posix.dirname(holderOf(file)));
  const all = largestOf(around);
  const one = largestOf(byFolder(all, holderOf));
  const isOne = one.length >= all.length * NEARLY_ALL;
  const most = isOne ? one : all;
  const [first] = most;
  if (first === undefined) return undefined;
  const holder = isOne ? holderOf(first) : posix.join(posix.dirname(holderOf(first)), '<group>');
  const names = new Set(most.map((file) => posix.basename(posix.dirname(file))));
  return {
    pattern: `${holder}/<name>/${fileOf(most)}`,
    ...(names.size < most.length && { attribute: '<group>.<name>' }),
    files: most.length,
  };
}

/** The name of all files, or the names. */
function fileOf(files: readonly string[]): string {
  const names = new Set(files.map((file) => posix.basename(file)));
  return names.size === 1 ? [...names].join('') : '{package,default}.nix';
}

function largestOf(groups: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const [largest = []] = [...groups.values()].sort((a, b) => b.length - a.length);
  return largest;
}

function holderOf(file: string): string {
  return posix.dirname(posix.dirname(file));
}

function byFolder(
  files: readonly string[],
  folderOf: (file: string) => string,
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const file of files) {
    const known = found.get(folderOf(file));
    if (known) known.push(file);
    else found.set(folderOf(file), [file]);
  }
  return found;
}

function largerThanFew(
  groups: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, readonly string[]> {
  return new Map([...groups].filter(([, files]) => files.length >= FEWEST));
}
