import type { Node } from 'jsonc-parser';
import type { ChannelEntry, FallbackChoice, FallbackEntry, FlakeEntry } from './layer';
import { placeKey } from './layer';
import {
  isText,
  isTexts,
  parseJson,
  readFields,
  type FieldRule,
  type JsonDiagnostic,
} from '../../repo/json-fields';

/** The content of a layer's JSON file, with the offsets of its fields in the text. */
export interface LayerFile<T> {
  /** Absent if the file has diagnostics. */
  readonly entry?: T;
  readonly offsets: Readonly<Record<string, number>>;
  readonly diagnostics: readonly JsonDiagnostic[];
}

const CHANNEL: Readonly<Record<string, FieldRule>> = {
  url: {
    wanted: 'a path or a flake reference',
    example: '"url": "github:NixOS/nixpkgs/nixos-26.05"',
    fits: isText,
  },
  of: {
    wanted: '"base", or the name of a channel',
    example: '"of": "base"',
    fits: isText,
  },
  patches: {
    wanted: 'a list of paths in the repo',
    example: '"patches": ["patches/fix.patch"]',
    fits: (value) => isTexts(value) && (value as readonly string[]).every(isInside),
  },
};

/** Reads `channels/<name>.json`. */
export function readChannel(text: string, file: string, name: string): LayerFile<ChannelEntry> {
  return readObject(text, CHANNEL, 'a channel', (values, nodes, root) => {
    const { url, of, patches = [] } = values as Partial<ChannelEntry>;
    const diagnostics: JsonDiagnostic[] = [];
    if ((url === undefined) === (of === undefined) && !nodes['url'] && !nodes['of']) {
      diagnostics.push({
        offset: root.offset,
        message: 'a channel says where it comes from',
        hint: `add ${CHANNEL['url']!.example}, or ${CHANNEL['of']!.example} and "patches"`,
      });
    } else if (url !== undefined && of !== undefined) {
      diagnostics.push({
        offset: nodes['of']!.offset,
        message: 'a channel comes from its "url" or is made "of" another one, not both',
        hint: 'take one of them away',
      });
    }
    if (url !== undefined && patches.length > 0) {
      diagnostics.push({
        offset: nodes['patches']!.offset,
        message: 'patches are put on what has a name, the base or another channel',
        hint: 'let the "url" be a channel of its own, and this one "of" that',
      });
    }
    if (of !== undefined && patches.length === 0 && (!nodes['patches'] || values['patches'])) {
      diagnostics.push({
        offset: nodes['of']!.offset,
        message: `this channel would be ${of} itself: it has no "patches"`,
        hint: `add ${CHANNEL['patches']!.example}, or name a "url"`,
      });
    }
    const entry: ChannelEntry = {
      layer: 'channels',
      file,
      name,
      ...(url !== undefined && { url }),
      ...(of !== undefined && { of }),
      patches,
    };
    return { entry, diagnostics };
  });
}

const SYSTEM = /^[a-z0-9_]+(-[a-z0-9_]+)?$/;

const CHOICE: Readonly<Record<string, FieldRule>> = {
  channel: {
    isRequired: true,
    wanted: 'the name of a channel',
    example: '"channel": "stable"',
    fits: isText,
  },
  systems: {
    wanted: 'a list of systems, or of kernels',
    example: '"systems": ["aarch64-darwin"]',
    fits: (value) =>
      isTexts(value) &&
      (value as readonly string[]).length > 0 &&
      (value as readonly string[]).every((system) => SYSTEM.test(system)),
  },
  reason: {
    isRequired: true,
    wanted: 'a sentence',
    example: '"reason": "does not build with fmt 11"',
    fits: (value) => isText(value) && (value as string).trim() !== '',
  },
  link: {
    isRequired: true,
    wanted: 'the address of an issue or a build',
    example: '"link": "https://…"',
    fits: (value) => typeof value === 'string' && /^https?:\/\/\S+$/.test(value),
  },
};

/** Reads `fallbacks/<attribute>.json`: one choice, or a list of choices. */
export function readFallback(
  text: string,
  file: string,
  attribute: string,
): LayerFile<FallbackEntry> {
  const parsed = parseJson(text);
  if ('diagnostic' in parsed) return { offsets: {}, diagnostics: [parsed.diagnostic] };
  const { root } = parsed;
  const items = root.type === 'array' ? (root.children ?? []) : [root];
  const read = items.map((item) => readFields(item, CHOICE, 'a fallback'));
  const offsets: Record<string, number> = {};
  read.forEach(({ nodes }, index) => {
    for (const [name, node] of Object.entries(nodes)) {
      offsets[placeKey.field(index, name)] = node.offset;
    }
  });
  const diagnostics = read.flatMap((choice) => choice.diagnostics);
  if (items.length === 0) {
    const hint = 'write { "channel": "stable", "reason": "…", "link": "https://…" }';
    diagnostics.push({
      offset: root.offset,
      message: 'a fallback says which channel it is from',
      hint,
    });
  }
  const open = read.findIndex(({ values }) => values['systems'] === undefined);
  if (open >= 0 && open < items.length - 1 && diagnostics.length === 0) {
    diagnostics.push({
      offset: items[open + 1]!.offset,
      message: 'nothing comes to this fallback: the one before it is for all systems',
      hint: 'give that one "systems", or take one of them away',
    });
  }
  const choices = read.map(({ values }) => values as unknown as FallbackChoice);
  if (diagnostics.length > 0) return { offsets, diagnostics };
  return { entry: { layer: 'fallbacks', file, attribute, choices }, offsets, diagnostics };
}

const FLAKE: Readonly<Record<string, FieldRule>> = {
  url: {
    isRequired: true,
    wanted: 'a path or a flake reference',
    example: '"url": "github:nix-community/…"',
    fits: isText,
  },
  overlay: {
    wanted: "the name of one of the flake's overlays",
    example: '"overlay": "default"',
    fits: isText,
  },
  follows: {
    wanted: "an object from inputs of the flake to the registry's",
    example: '"follows": { "nixpkgs": "base" }',
    fits: (value) =>
      typeof value === 'object' &&
      value !== null &&
      !Array.isArray(value) &&
      Object.values(value).every(isText),
  },
  sets: {
    wanted: 'a list of attributes',
    example: '"sets": ["nuenv"]',
    fits: isTexts,
  },
};

/** Reads `flakes/<name>.json`. */
export function readFlake(text: string, file: string, name: string): LayerFile<FlakeEntry> {
  return readObject(text, FLAKE, "a flake's overlay", (values) => {
    const { url, overlay = 'default', follows = {}, sets } = values as Partial<FlakeEntry>;
    const entry: FlakeEntry = {
      layer: 'flakes',
      file,
      name,
      url: url!,
      overlay,
      follows,
      ...(sets && { sets: [...new Set(sets)].sort() }),
    };
    return { entry, diagnostics: [] };
  });
}

function readObject<T>(
  text: string,
  rules: Readonly<Record<string, FieldRule>>,
  what: string,
  make: (
    values: Readonly<Record<string, unknown>>,
    nodes: Readonly<Record<string, Node>>,
    root: Node,
  ) => { readonly entry: T; readonly diagnostics: readonly JsonDiagnostic[] },
): LayerFile<T> {
  const parsed = parseJson(text);
  if ('diagnostic' in parsed) return { offsets: {}, diagnostics: [parsed.diagnostic] };
  const { values, nodes, diagnostics } = readFields(parsed.root, rules, what);
  const offsets = Object.fromEntries(
    Object.entries(nodes).map(([name, node]) => [placeKey.field(name), node.offset]),
  );
  for (const inner of nodes['follows']?.children ?? []) {
    const [key, value] = inner.children as [Node, Node];
    offsets[placeKey.field('follows', String(key.value))] = value.offset;
  }
  const made = make(values, nodes, parsed.root);
  const all = [...diagnostics, ...made.diagnostics];
  return { ...(all.length === 0 && { entry: made.entry }), offsets, diagnostics: all };
}

/** Whether a path stays inside the repo's folder. */
function isInside(path: string): boolean {
  return path !== '' && !path.startsWith('/') && !path.split('/').includes('..');
}
