import type { Node } from 'jsonc-parser';
import { nearestNames } from '../names/nearest-names';
import { LAYOUT_NAMES, type LayoutName, type LayoutTree } from './layout-names';

/** The field `layout` of a `nix-repo.json`: its valid trees, and its errors. */
export interface LayoutConfig {
  readonly trees: readonly LayoutTree[];
  /** The offset of each tree in the text. */
  readonly offsets: readonly number[];
  readonly problems: readonly LayoutConfigProblem[];
}

interface LayoutConfigProblem {
  readonly offset: number;
  readonly message: string;
  readonly hint: string;
}

const FIELDS = ['name', 'folder', 'set'] as const;
const ONE_OF = `one of ${LAYOUT_NAMES.join(', ')}`;

/**
 * Reads the field `layout`: `"by-name"`,
 * `{ "name": "pkgs", "folder": "python/pkgs", "set": "python3Packages" }`, or a list of these.
 */
export function readLayoutConfig(value: Node): LayoutConfig {
  const items = value.type === 'array' ? (value.children ?? []) : [value];
  const read = items.map((item) => ({ offset: item.offset, ...readTree(item) }));
  const right = read.filter(({ problems }) => problems.length === 0);
  return {
    trees: right.map(({ tree }) => tree),
    offsets: right.map(({ offset }) => offset),
    problems: read.flatMap(({ problems }) => problems),
  };
}

function readTree(item: Node): {
  readonly tree: LayoutTree;
  readonly problems: readonly LayoutConfigProblem[];
} {
  const problems: LayoutConfigProblem[] = [];
  const report = ({ offset }: Node, message: string, hint: string): void => {
    problems.push({ offset, message, hint });
  };
  const tree: { name: LayoutName; folder?: string; set?: string } = { name: 'by-name' };
  const readName = (node: Node): void => {
    const name = LAYOUT_NAMES.find((known) => known === node.value);
    if (name) tree.name = name;
    else report(node, `"layout" is ${ONE_OF}, or a list of them`, 'write "layout": "by-name"');
  };
  if (item.type !== 'object') {
    readName(item);
    return { tree, problems };
  }
  const fields = new Map<unknown, Node>();
  for (const property of item.children ?? []) {
    const [key, value] = property.children as [Node, Node];
    if (fields.has(key.value)) {
      report(key, `the field "${key.value}" stands here a second time`, 'take one of them away');
    } else if (!FIELDS.some((known) => known === key.value)) {
      const [near] = nearestNames(String(key.value), FIELDS);
      const hint = near ? `did you mean "${near}"?` : 'its fields are "name", "folder", "set"';
      report(key, `a layout has no field "${key.value}"`, hint);
    }
    fields.set(key.value, value);
  }
  const [name, folder, set] = FIELDS.map((field) => fields.get(field));
  if (name) readName(name);
  else report(item, 'a layout needs a "name"', 'write { "name": "pkgs", "folder": "python/pkgs" }');
  if (folder && isFolder(folder.value)) tree.folder = folder.value === '.' ? '' : folder.value;
  else if (folder) {
    const hint = 'write "folder": "python/pkgs"';
    report(folder, '"folder" is a folder of the repo, without "." and ".." in its path', hint);
  }
  if (set && isSetPath(set.value)) tree.set = set.value;
  else if (set) report(set, '"set" is the path of a set', 'write "set": "python3Packages"');
  return { tree, problems };
}

function isFolder(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  return value === '.' || value.split('/').every((part) => !['', '.', '..'].includes(part));
}

function isSetPath(value: unknown): value is string {
  return typeof value === 'string' && value.split('.').every((name) => name !== '');
}
