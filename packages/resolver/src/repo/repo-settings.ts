import { getNodeValue, type Node } from 'jsonc-parser';
import type { Position } from '@nx-nix/lambdas';
import { readPathPattern } from '../names/layout-pattern';
import { nearestNames } from '../names/nearest-names';
import { isTexts } from './json-fields';
import { readLayoutConfig } from './layout-config';
import type { LayoutTree } from './layout-names';

/** What a repo, or a registry in its place, says of the repo's packages. */
interface Settings {
  readonly layout?: readonly LayoutTree[];
  readonly exclude?: readonly string[];
  readonly attributes?: Readonly<Record<string, string | readonly string[]>>;
}

/** Settings of one repo, with their positions in the file that they stand in. */
export interface PositionedSettings {
  readonly settings: Settings;
  readonly layoutPositions: readonly Position[];
  /** By field and value: `exclude big/old`, `attributes pkgs/x_git`. */
  readonly settingPositions: Readonly<Record<string, Position>>;
}

/** The fields of these settings. */
export const SETTINGS: readonly string[] = ['layout', 'exclude', 'attributes'];

type ReportAt = (offset: number, message: string, hint: string) => void;
type PositionOf = (offset: number) => Position;

/** Reads the fields of `SETTINGS` among the properties of an object; other fields are reported. */
export function readRepoSettings(
  properties: readonly (readonly [key: Node, value: Node])[],
  report: ReportAt,
  positionOf: PositionOf,
): PositionedSettings {
  const settings: { -readonly [Field in keyof Settings]: Settings[Field] } = {};
  let layoutPositions: readonly Position[] = [];
  const settingPositions: Record<string, Position> = {};
  for (const [keyNode, value] of properties) {
    const key = keyNode.value as string;
    if (key === 'layout') {
      const { trees, offsets, problems } = readLayoutConfig(value);
      for (const { offset, message, hint } of problems) report(offset, message, hint);
      if (trees.length > 0) settings.layout = trees;
      layoutPositions = offsets.map(positionOf);
    } else if (key === 'exclude') {
      const read: unknown = getNodeValue(value);
      if (isTexts(read) && (read as readonly string[]).every(isPathPattern)) {
        settings.exclude = read as readonly string[];
        for (const item of value.children ?? []) {
          settingPositions[`exclude ${String(item.value)}`] = positionOf(item.offset);
        }
      } else {
        const message = '"exclude" is a list of files and folders of the repo';
        report(value.offset, message, 'write "exclude": ["modules", "pkgs/<name>/metadata.nix"]');
      }
    } else if (key === 'attributes') {
      const read = readAttributes(value, report);
      settings.attributes = read;
      for (const property of value.type === 'object' ? (value.children ?? []) : []) {
        const [name] = property.children as [Node];
        settingPositions[`attributes ${String(name.value)}`] = positionOf(name.offset);
      }
    } else {
      const [near] = nearestNames(key, SETTINGS);
      const all = SETTINGS.map((field) => `"${field}"`).join(', ');
      const message = `a registry says nothing of "${key}" for another repo`;
      report(keyNode.offset, message, near ? `did you mean "${near}"?` : `its fields are ${all}`);
    }
  }
  return { settings, layoutPositions, settingPositions };
}

/** Reads the field `repos` of a registry: settings by the repo's name. */
export function readSettingsOfRepos(
  node: Node,
  report: ReportAt,
  positionOf: PositionOf,
): Readonly<Record<string, PositionedSettings>> {
  const example = 'write "repos": { "python": { "layout": "pkgs" } }';
  if (node.type !== 'object') {
    report(node.offset, '"repos" is an object, by the names of repos', example);
    return {};
  }
  const read = new Map<string, PositionedSettings>();
  for (const [name, value] of propertiesOf(node)) {
    const repo = name.value as string;
    if (read.has(repo)) {
      report(name.offset, `the repo "${repo}" stands here a second time`, 'take one of them away');
    } else if (value.type !== 'object') {
      report(value.offset, `the settings of "${repo}" are an object`, example);
    } else {
      read.set(repo, readRepoSettings(propertiesOf(value), report, positionOf));
    }
  }
  return Object.fromEntries(read);
}

function readAttributes(
  node: Node,
  report: ReportAt,
): Readonly<Record<string, string | readonly string[]>> {
  const example = 'write "attributes": { "pkgs/x_git": "x" }';
  if (node.type !== 'object') {
    report(node.offset, '"attributes" is an object, by files and folders of the repo', example);
    return {};
  }
  const read = propertiesOf(node).flatMap(([name, value]) => {
    const attribute: unknown = getNodeValue(value);
    const isPath = typeof attribute === 'string' && attribute.split('.').every((one) => one !== '');
    if (isPath || (isTexts(attribute) && (attribute as readonly string[]).length > 0)) {
      return [[name.value as string, attribute as string | readonly string[]] as const];
    }
    const message = 'an attribute is a path with dots, or a list of names';
    report(value.offset, message, example);
    return [];
  });
  return Object.fromEntries(read);
}

function propertiesOf(node: Node): readonly (readonly [key: Node, value: Node])[] {
  return (node.children ?? []).map(({ children }) => [children![0]!, children![1]!]);
}

/** Whether a path is one in the repo, without `.`, `..` and a slash at its end; with variables. */
function isPathPattern(path: string): boolean {
  const isInside = path.split('/').every((part) => !['', '.', '..'].includes(part));
  return isInside && readPathPattern(path) !== undefined;
}
