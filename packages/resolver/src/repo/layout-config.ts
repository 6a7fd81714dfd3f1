import { getNodeValue, type Node } from 'jsonc-parser';
import { nearestNames } from '../names/nearest-names';
import { isTexts } from './json-fields';
import { readLayoutPattern } from '../names/layout-pattern';
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

const FIELDS = ['name', 'folder', 'set', 'pattern', 'attribute'] as const;
const ONE_OF = `one of ${LAYOUT_NAMES.join(', ')}`;

/**
 * Reads the field `layout`: `"by-name"`,
 * `{ "name": "pkgs", "folder": "python/pkgs", "set": "python3Packages" }`,
 * `{ "pattern": "<group>/<name>/default.nix" }`, or a list of these.
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
  let layoutName: LayoutName = 'by-name';
  const readName = (node: Node): void => {
    const name = LAYOUT_NAMES.find((known) => known === node.value);
    if (name) layoutName = name;
    else report(node, `"layout" is ${ONE_OF}, or a list of them`, 'write "layout": "by-name"');
  };
  if (item.type !== 'object') {
    readName(item);
    return { tree: { name: layoutName }, problems };
  }
  const fields = fieldsOf(item, report);
  const [name, folder, set, pattern, attribute] = FIELDS.map((field) => fields.get(field));
  const setPath: unknown = set && getNodeValue(set);
  const inSet = isSetPath(setPath) ? { set: setPath } : {};
  if (set && !isSetPath(setPath)) {
    report(set, '"set" is the path of a set', 'write "set": "python3Packages"');
  }
  if (pattern) {
    for (const other of [name, folder]) {
      const hint = 'take "name" and "folder" away';
      if (other) report(other, 'a layout has a "pattern" or a "name", not both', hint);
    }
    return { tree: { ...patternOf(pattern, attribute, report), ...inSet }, problems };
  }
  if (attribute) {
    report(attribute, 'only a layout with a "pattern" has an "attribute"', `add ${PATTERN}`);
  }
  if (name) readName(name);
  else report(item, 'a layout needs a "name" or a "pattern"', `write { ${PATTERN} }`);
  const isWrong = folder && !isFolder(folder.value);
  if (isWrong) {
    const hint = 'write "folder": "python/pkgs"';
    report(folder, '"folder" is a folder of the repo, without "." and ".." in its path', hint);
  }
  const where = folder && !isWrong ? { folder: folderIn(folder.value as string) } : {};
  return { tree: { name: layoutName, ...where, ...inSet }, problems };
}

const PATTERN = '"pattern": "<group>/<name>/default.nix"';

type Report = (node: Node, message: string, hint: string) => void;

/** The known fields of an object; all others are reported. */
function fieldsOf(item: Node, report: Report): ReadonlyMap<unknown, Node> {
  const fields = new Map<unknown, Node>();
  for (const property of item.children ?? []) {
    const [key, value] = property.children as [Node, Node];
    if (fields.has(key.value)) {
      report(key, `the field "${key.value}" stands here a second time`, 'take one of them away');
    } else if (!FIELDS.some((known) => known === key.value)) {
      const [near] = nearestNames(String(key.value), FIELDS);
      const all = FIELDS.map((field) => `"${field}"`).join(', ');
      const hint = near ? `did you mean "${near}"?` : `its fields are ${all}`;
      report(key, `a layout has no field "${key.value}"`, hint);
    }
    fields.set(key.value, value);
  }
  return fields;
}

function patternOf(
  pattern: Node,
  attribute: Node | undefined,
  report: Report,
): { readonly pattern: string; readonly attribute?: string } {
  const files: unknown = pattern.value;
  const path: unknown = attribute?.value;
  if (typeof files !== 'string' || (attribute && typeof path !== 'string')) {
    const hint = `write ${PATTERN}, "attribute": "<group>.<name>"`;
    report(pattern, '"pattern" and "attribute" are texts', hint);
    return { pattern: '<name>.nix' };
  }
  const read = readLayoutPattern(files, path as string | undefined);
  if ('wrong' in read) {
    const node = read.wrong === 'attribute' ? attribute! : pattern;
    report(node, read.message, `write ${PATTERN}, "attribute": "<group>.<name>"`);
  }
  return { pattern: files, ...(attribute && { attribute: path as string }) };
}

function folderIn(folder: string): string {
  return folder === '.' ? '' : folder;
}

function isFolder(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  return value === '.' || value.split('/').every((part) => !['', '.', '..'].includes(part));
}

function isSetPath(value: unknown): value is string | readonly string[] {
  return (
    (typeof value === 'string' && value.split('.').every((name) => name !== '')) ||
    (isTexts(value) && (value as readonly string[]).length > 0)
  );
}
