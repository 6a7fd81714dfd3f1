import { getNodeValue, type Node } from 'jsonc-parser';
import type { Position } from '@nx-nix/lambdas';
import { nearestNames } from '../names/nearest-names';
import { parseJson } from './json-fields';
import { BadRepoConfig } from '../problems/bad-repo-config';
import type { Problem } from '../problems/problem';
import type { LayoutTree } from './layout-names';
import {
  readRepoSettings,
  readSettingsOfRepos,
  SETTINGS,
  type PositionedSettings,
} from './repo-settings';
import { TextPositions } from './text-position';
import { readPublishedConfig, type PublishedConfig } from './published-config';
import { readGrants, type GrantsByRepo } from './grants';
import { LAYER_NAMES, type LayerName } from './layer-names';

/** The kinds of repos; a workspace has at most one `lib` and one `registry`. */
export const REPO_KINDS = ['lib', 'core', 'sig', 'registry', 'overlay'] as const;
/** The kind of a repo. */
export type RepoKind = (typeof REPO_KINDS)[number];

/** The content of a repo's `nix-repo.json`; every field is optional. */
export interface RepoConfig {
  readonly kind?: RepoKind;
  readonly description?: string;
  readonly technologies?: readonly string[];
  /** Its trees of packages; if absent, the layout is recognised. */
  readonly layout?: readonly LayoutTree[];
  /** Files and folders that are no packages, from the repo's folder. */
  readonly exclude?: readonly string[];
  /** Attribute paths of packages, by their file or folder from the repo's folder. */
  readonly attributes?: Readonly<Record<string, string | readonly string[]>>;
  /** Sets that are scopes, as dotted paths. */
  readonly scopes?: readonly string[];
  /** Overlay only: its layers in order; a later layer wins. */
  readonly layers?: readonly LayerName[];
  /** Overlay only: attributes that more than one layer may set. */
  readonly stacked?: readonly string[];
  /** Registry only: its overlay repos in order; sorted by name if absent. */
  readonly overlays?: readonly string[];
  /** The flake reference from which consumers of the registry fetch this repo. */
  readonly url?: string;
  /** Registry only: systems for which `packages` and `legacyPackages` exist. */
  readonly systems?: readonly string[];
  /** Registry only: whether packages may need each other in a circle. */
  readonly cycles?: 'allow' | 'error';
  /** Registry only: whether something may be built while packages are evaluated. */
  readonly importFromDerivation?: boolean;
  /**
   * Registry only: further ambient names, which lambdas may ask for although they are no packages.
   */
  readonly ambient?: readonly string[];
  /**
   * Registry only: a file with a list of the names of the base; path from the registry's folder.
   */
  readonly baseNames?: string;
  /**
   * Registry only: its base. A text that begins with `.` or `/` is a path from the registry's
   * folder; all else is a flake reference.
   */
  readonly base?: string;
  /** Registry only: what it says of other repos, by name; it goes before what they say. */
  readonly repos?: Readonly<Record<string, RepoSettings>>;
  /** Registry only: what it allows other repos beyond their own packages, by name. */
  readonly grants?: GrantsByRepo;
  /** Registry only: settings of its published flake. */
  readonly published?: PublishedConfig;
  /** Registry only: the default `config` of the package set. */
  readonly config?: Readonly<Record<string, unknown>>;
}

/** The fields that a registry can set for another repo. */
export type RepoSettings = Pick<RepoConfig, 'layout' | 'exclude' | 'attributes'>;

const EVERYWHERE = ['kind', 'description', 'technologies'];
const PACKAGES = ['layout', 'exclude', 'attributes', 'scopes'];
const FIELDS: Readonly<Record<RepoKind, readonly string[]>> = {
  lib: [...EVERYWHERE, 'url'],
  core: [...EVERYWHERE, 'url', ...PACKAGES],
  sig: [...EVERYWHERE, 'url', ...PACKAGES],
  overlay: [...EVERYWHERE, 'url', ...PACKAGES, 'layers', 'stacked'],
  registry: [
    ...EVERYWHERE,
    ...[
      'systems',
      'cycles',
      'importFromDerivation',
      'ambient',
      'base',
      'baseNames',
      'config',
      'overlays',
      'published',
      'repos',
      'grants',
    ],
  ],
};

type PositionField =
  'kindPosition' | 'basePosition' | 'baseNamesPosition' | 'overlaysPosition' | 'urlPosition';

/** The fields whose value's position is kept, and where. */
const POSITION_FIELDS: Readonly<Record<string, PositionField | undefined>> = {
  kind: 'kindPosition',
  base: 'basePosition',
  baseNames: 'baseNamesPosition',
  overlays: 'overlaysPosition',
  url: 'urlPosition',
};

const NO_CONFIG = {
  config: {},
  scopePositions: {},
  layoutPositions: [],
  settingPositions: {},
} as const;

/** Positions in the fields of a registry that are objects; see `Repo`. */
interface ObjectPositions {
  readonly repoSettings?: Readonly<Record<string, PositionedSettings>>;
  readonly grantPositions?: Readonly<Record<string, Position>>;
  readonly publishedPositions?: Readonly<Record<string, Position>>;
}

type ReadObject = (
  node: Node,
  report: (offset: number, message: string, hint: string) => void,
  positionOf: (offset: number) => Position,
) => ObjectPositions & { readonly value: unknown };

/** The fields of a registry that are objects. */
const OBJECTS: Readonly<Record<string, ReadObject>> = {
  repos: (node, report, positionOf) => {
    const repoSettings = readSettingsOfRepos(node, report, positionOf);
    const settings = Object.entries(repoSettings).map(([name, read]) => [name, read.settings]);
    return { value: Object.fromEntries(settings) as unknown, repoSettings };
  },
  grants: (node, report, positionOf) => {
    const { grants, positions } = readGrants(node, report, positionOf);
    return { value: grants, grantPositions: positions };
  },
  published: (node, report, positionOf) => {
    const { published, offsets, problems } = readPublishedConfig(node);
    for (const { offset, message, hint } of problems) report(offset, message, hint);
    const positions = offsets.map(([name, offset]) => [name, positionOf(offset)] as const);
    return { value: published, publishedPositions: Object.fromEntries(positions) };
  },
};

const SYSTEM = /^[a-z0-9_]+-[a-z0-9_]+$/;

/**
 * Reads a `nix-repo.json`.
 * @param file the file's path from the workspace root, for problems
 * @param defaultKind the kind of the repo if the file has no `kind`, from the folder's name
 * @returns the valid fields, the positions of some of them, and a problem for each other field
 */
export function readRepoConfig(
  text: string,
  file: string,
  defaultKind: RepoKind,
): {
  readonly config: RepoConfig;
  readonly scopePositions: Readonly<Record<string, Position>>;
  readonly kindPosition?: Position;
  readonly baseNamesPosition?: Position;
  readonly basePosition?: Position;
  readonly overlaysPosition?: Position;
  readonly urlPosition?: Position;
  readonly layoutPositions: readonly Position[];
  readonly settingPositions: Readonly<Record<string, Position>>;
  readonly problems: readonly Problem[];
} & ObjectPositions {
  const problems: Problem[] = [];
  const positions = new TextPositions(text);
  const positionOf = (offset: number): Position => positions.at(offset);
  const report = (offset: number, message: string, hint: string): void => {
    problems.push(new BadRepoConfig({ file, position: positionOf(offset) }, message, hint));
  };

  const parsed = parseJson(text);
  if ('diagnostic' in parsed) {
    report(parsed.diagnostic.offset, parsed.diagnostic.message, parsed.diagnostic.hint);
    return { ...NO_CONFIG, problems };
  }
  const { root } = parsed;
  if (root.type !== 'object') {
    report(root.offset, 'a JSON object is expected here', 'write `{ "kind": "sig" }`');
    return { ...NO_CONFIG, problems };
  }

  const config: Record<string, unknown> = {};
  const scopePositions: Record<string, Position> = {};
  const fieldPositions: { -readonly [Field in PositionField]?: Position } = {};
  const objectPositions: ObjectPositions = {};
  let layoutPositions: readonly Position[] = [];
  let settingPositions: Readonly<Record<string, Position>> = {};
  const kindNode = root.children?.find((property) => property.children?.[0]?.value === 'kind');
  const kindValue: unknown = kindNode?.children?.[1]?.value;
  const kind = REPO_KINDS.find((known) => known === kindValue) ?? defaultKind;
  for (const property of root.children ?? []) {
    const [keyNode, valueNode] = property.children as [Node, Node];
    const key = keyNode.value as string;
    if (Object.hasOwn(config, key)) {
      const message = `the field "${key}" stands here a second time`;
      report(keyNode.offset, message, 'take one of them away');
      continue;
    }
    if (!FIELDS[kind].includes(key)) {
      const near = nearestNames(key, FIELDS[kind]);
      report(
        keyNode.offset,
        `a repo of kind "${kind}" has no field "${key}"`,
        near.length > 0
          ? `did you mean "${near[0]}"?`
          : `its fields are ${FIELDS[kind].map((f) => `"${f}"`).join(', ')}`,
      );
      continue;
    }
    if (SETTINGS.includes(key)) {
      const read = readRepoSettings([[keyNode, valueNode]], report, positionOf);
      Object.assign(config, read.settings);
      layoutPositions = [...layoutPositions, ...read.layoutPositions];
      settingPositions = { ...settingPositions, ...read.settingPositions };
      continue;
    }
    const readObject = Object.hasOwn(OBJECTS, key) ? OBJECTS[key] : undefined;
    if (readObject) {
      const { value, ...further } = readObject(valueNode, report, positionOf);
      config[key] = value;
      Object.assign(objectPositions, further);
      continue;
    }
    const value = valueOf(valueNode);
    const wanted = unfit(key, value);
    if (wanted) report(valueNode.offset, `"${key}" is ${wanted}`, `write ${example(key)}`);
    else config[key] = value;
    const field = POSITION_FIELDS[key];
    if (field) fieldPositions[field] = positionOf(valueNode.offset);
    if (key === 'scopes' && !wanted) {
      for (const item of valueNode.children ?? []) {
        scopePositions[item.value as string] = positionOf(item.offset);
      }
    }
  }
  if (config['base'] !== undefined && config['baseNames'] !== undefined) {
    const property = root.children!.find(({ children }) => children![0]!.value === 'baseNames')!;
    report(
      property.offset,
      'a registry that names its `base` lists no `baseNames`: Nix tells them',
      'take the field away',
    );
  }
  return {
    config: config as RepoConfig,
    scopePositions,
    layoutPositions,
    settingPositions,
    ...fieldPositions,
    ...objectPositions,
    problems,
  };
}

/** The expected value of a field, in words; undefined if the value is valid. */
function unfit(key: string, value: unknown): string | undefined {
  const isStrings = (fits: (text: string) => boolean): boolean =>
    Array.isArray(value) && value.every((item) => typeof item === 'string' && fits(item));
  switch (key) {
    case 'kind':
      return REPO_KINDS.some((k) => k === value) ? undefined : `one of ${REPO_KINDS.join(', ')}`;
    case 'importFromDerivation':
      return typeof value === 'boolean' ? undefined : 'either true or false';
    case 'cycles':
      return value === 'allow' || value === 'error' ? undefined : 'either "allow" or "error"';
    case 'config':
      return typeof value === 'object' && value !== null && !Array.isArray(value)
        ? undefined
        : 'a JSON object';
    case 'base':
    case 'description':
    case 'url':
      return typeof value === 'string' && value !== '' ? undefined : 'a string';
    case 'baseNames':
      return typeof value === 'string' && isPathInside(value)
        ? undefined
        : "a path inside of the registry's folder";
    case 'layers':
      return isStrings((s) => LAYER_NAMES.some((name) => name === s)) && isSet(value)
        ? undefined
        : `a list of layers, each once: ${LAYER_NAMES.join(', ')}`;
    case 'overlays':
      return isStrings((s) => s !== '') && isSet(value) ? undefined : 'a list of repos, each once';
    case 'systems':
      return isStrings((s) => SYSTEM.test(s)) ? undefined : 'a list of systems';
    default:
      return isStrings((s) => s !== '') ? undefined : 'a list of strings';
  }
}

function isSet(value: unknown): boolean {
  return Array.isArray(value) && new Set(value).size === value.length;
}

function isPathInside(path: string): boolean {
  return path !== '' && !path.startsWith('/') && !path.split('/').includes('..');
}

function example(key: string): string {
  switch (key) {
    case 'baseNames':
      return '"baseNames": "base-names.txt"';
    case 'base':
      return '"base": "../../nixpkgs"';
    case 'config':
      return '"config": { "allowUnfree": true }';
    case 'kind':
      return '"kind": "sig"';
    case 'importFromDerivation':
      return '"importFromDerivation": true';
    case 'cycles':
      return '"cycles": "error"';
    case 'systems':
      return '"systems": ["x86_64-linux", "aarch64-linux"]';
    case 'scopes':
      return '"scopes": ["python3Packages"]';
    case 'ambient':
      return '"ambient": ["fetchurl"]';
    case 'layers':
      return `"layers": [${LAYER_NAMES.map((name) => `"${name}"`).join(', ')}]`;
    case 'stacked':
      return '"stacked": ["jq"]';
    case 'overlays':
      return '"overlays": ["house"]';
    default:
      return key === 'technologies' ? '"technologies": ["python"]' : `"${key}": "…"`;
  }
}

function valueOf(node: Node): unknown {
  if (node.type === 'array') return (node.children ?? []).map(valueOf);
  if (node.type === 'object') return getNodeValue(node) as unknown;
  return node.value as unknown;
}
