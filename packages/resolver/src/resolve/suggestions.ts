import type { BaseNames } from '../base/base-names';
import { attributeName } from '../names/attribute-path';
import { NameIndex, nearestInAll } from '../names/nearest-names';
import type { TreeNode } from './package-tree';

/** One index for each scope: a node belongs to one wiring, and so to one base. */
const ofScopes = new WeakMap<TreeNode, NameIndex>();
const ofAmbient = new WeakMap<ReadonlySet<string>, NameIndex>();

/**
 * The names that may have been meant, as Nix text: of the scopes in which a name was looked up, of
 * the base's sets of the same paths, and of the ambient names.
 */
export function suggestions(
  name: string,
  scopes: readonly TreeNode[],
  base: BaseNames,
  ambient: ReadonlySet<string>,
): readonly string[] {
  const indexes = scopes.map((scope) =>
    kept(ofScopes, scope, () => [...scope.members.keys(), ...base.namesIn(scope.path)]),
  );
  indexes.push(kept(ofAmbient, ambient, () => ambient));
  return nearestInAll(name, indexes).map(attributeName);
}

const ofMembers = new WeakMap<TreeNode, NameIndex>();

/** The members of a set that may have been meant, as Nix text. */
export function memberSuggestions(name: string, set: TreeNode): readonly string[] {
  const index = kept(ofMembers, set, () => set.members.keys());
  return nearestInAll(name, [index]).map(attributeName);
}

function kept<Key extends WeakKey>(
  indexes: WeakMap<Key, NameIndex>,
  key: Key,
  names: () => Iterable<string>,
): NameIndex {
  const known = indexes.get(key);
  if (known) return known;
  const index = new NameIndex(names());
  indexes.set(key, index);
  return index;
}
