import { posix } from 'node:path';
import { comparePaths, parsePath } from '../../names/attribute-path';
import { BadLayer } from '../../problems/layers/bad-layer';
import { FILE_START, type Place, type Problem } from '../../problems/problem';
import { isReserved } from '../../names/reserved-names';
import type { FolderReader } from '../layouts/layout';
import { isPathInRepo } from '../../names/path-in-repo';
import { TextPositions } from '../../repo/text-position';
import { placeKey, urlOf, type LayerEntry, type LocatedEntry, type OverlaySetting } from './layer';
import type { LocatedOverlay, LocatedSetting } from './located-overlay';
import { compareLayerFiles, withoutNumber } from './number-prefix';
import { readChannel, readFallback, readFlake, type LayerFile } from './layer-files';
import type { Repo } from '../../repo/repo';
import { LAYER_FOLDERS, LAYER_NAMES, type LayerName } from '../../repo/layer-names';

/** The access of layers to their repo. */
export interface LayerReader extends FolderReader {
  /** The name of a file in messages. */
  readonly name: (file: string) => string;
  /** The text of a file; undefined where it cannot be read, which the reader reports. */
  readonly text: (file: string) => string | undefined;
  /** Whether something lies at a path, with all links followed, and in the repo. */
  readonly isInRepo: (path: string) => boolean;
  /** The settings of an overlay file; the reader reports its problems. */
  readonly overlay: (file: string) => LocatedOverlay | undefined;
}

/** Locates the files of an overlay repo's layers, in the order in which they are applied. */
export function locateLayers(
  reader: LayerReader,
  repo: Repo,
  hasPackages: boolean,
): { readonly entries: readonly LocatedEntry[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const entries = (repo.config.layers ?? LAYER_NAMES).flatMap((layer): readonly LocatedEntry[] => {
    if (layer === 'packages') {
      return hasPackages ? [{ entry: { layer, file: 'packages' }, places: {} }] : [];
    }
    const files = [...reader.entries(LAYER_FOLDERS[layer])].sort((a, b) =>
      compareLayerFiles(a.name, b.name),
    );
    return files.flatMap(({ name, kind }) => {
      if (kind !== 'file' && kind !== 'broken') return [];
      const file = `${LAYER_FOLDERS[layer]}/${name}`;
      const read = readEntry(reader, layer, file);
      problems.push(...read.problems);
      return read.located ? [read.located] : [];
    });
  });
  return { entries, problems };
}

interface ReadEntry {
  readonly located?: LocatedEntry;
  readonly problems: readonly Problem[];
}

function readEntry(
  reader: LayerReader,
  layer: Exclude<LayerName, 'packages'>,
  file: string,
): ReadEntry {
  const base = file.slice(file.lastIndexOf('/') + 1);
  const [ending, otherEnding] = layer === 'overrides' ? ['.nix', '.json'] : ['.json', '.nix'];
  const start = { file: reader.name(file), position: FILE_START };
  // Other files, such as a README, are ignored.
  if (base.startsWith('.') || !(base.endsWith(ending) || base.endsWith(otherEnding))) {
    return { problems: [] };
  }
  if (base.endsWith(otherEnding)) {
    const message = `files of the layer \`${layer}\` end in ${ending}`;
    const hint = `rename it, or put it into another folder: ${LAYER_HINTS[layer]}`;
    return { problems: [new BadLayer(start, message, hint)] };
  }
  if (layer === 'overrides') {
    const located = overlayEntry(reader, file);
    return { ...(located && { located }), problems: [] };
  }
  const fileName = base.slice(0, -ending.length);
  // A fallback's name is an attribute, of which a number may be a part.
  const name = layer === 'fallbacks' ? fileName : withoutNumber(fileName);
  const wrong = layer === 'fallbacks' ? wrongAttribute(name) : wrongName(name);
  if (wrong !== undefined) {
    return { problems: [new BadLayer(start, wrong, 'give the file another name')] };
  }
  const text = reader.text(file);
  if (text === undefined) return { problems: [] };
  const read: LayerFile<LayerEntry> = READERS[layer](text, file, name);
  const positions = new TextPositions(text);
  const place = (offset: number): Place => ({
    file: reader.name(file),
    position: positions.at(offset),
  });
  const places = Object.fromEntries(
    Object.entries(read.offsets).map(([key, offset]) => [key, place(offset)]),
  );
  return {
    ...(read.entry && { located: { entry: read.entry, places } }),
    problems: [
      ...read.diagnostics.map(
        ({ offset, message, hint }) => new BadLayer(place(offset), message, hint),
      ),
      ...(read.entry ? missingPatches(reader, read.entry, places) : []),
      ...(read.entry ? linksOut(reader, read.entry, places) : []),
    ],
  };
}

/** Problems for patches that are not files of the repo. */
function missingPatches(
  reader: LayerReader,
  entry: LayerEntry,
  places: LocatedEntry['places'],
): readonly Problem[] {
  const patches = entry.layer === 'channels' ? entry.patches : [];
  return patches.flatMap((patch) => {
    const { dir, base } = posix.parse(posix.normalize(patch));
    const found = reader.entries(dir).find(({ name }) => name === base);
    // Reading a broken link reports why it is broken.
    if (found?.kind === 'broken') reader.text(patch);
    if (found?.kind === 'file' || found?.kind === 'broken') return [];
    const message = `there is no file \`${patch}\` in the repo`;
    const hint = "say where the patch lies, from the repo's folder";
    return [new BadLayer(places[placeKey.field('patches')]!, message, hint)];
  });
}

/** A problem for a folder of the repo that is a link out of it: only the registry grants that. */
function linksOut(
  reader: LayerReader,
  entry: LayerEntry,
  places: LocatedEntry['places'],
): readonly Problem[] {
  const url = urlOf(entry);
  if (url === undefined || !isPathInRepo(url)) return [];
  const path = posix.normalize(url).replace(/\/$/, '');
  if (path === '.' || reader.isInRepo(path)) return [];
  const message = `\`${url}\` leads out of the repo by a link, or to nothing`;
  const hint = 'name the folder that is meant by its own path, which the registry can grant';
  return [new BadLayer(places[placeKey.field('url')]!, message, hint)];
}

const READERS = { channels: readChannel, fallbacks: readFallback, flakes: readFlake } as const;

const LAYER_HINTS: Readonly<Record<Exclude<LayerName, 'packages'>, string>> = {
  channels: 'a channel is `channels/<name>.json`',
  fallbacks: 'a fallback is `fallbacks/<attribute>.json`',
  overrides: 'an overlay is `overrides/<name>.nix`',
  flakes: "a flake's overlay is `flakes/<name>.json`",
};

/** A valid name of a flake input; a channel's name is also an attribute. */
const NAME = /^[A-Za-z][A-Za-z0-9_-]*$/;

const TOP_LEVEL = { path: [], isScope: false };

function wrongName(name: string): string | undefined {
  if (!NAME.test(name)) {
    return `"${name}" can be no input: letters, digits, _ and - are, and a letter comes first`;
  }
  return isReserved(name, TOP_LEVEL) || OWN_INPUTS.has(name)
    ? `"${name}" is a name that the registry needs for itself`
    : undefined;
}

/** Names of the registry's own inputs, and names that Nix reserves. */
const OWN_INPUTS: ReadonlySet<string> = new Set(['base', 'lib', 'self', 'inputs', 'registry']);

function wrongAttribute(name: string): string | undefined {
  if (isReserved(name, TOP_LEVEL)) return `"${name}" is a name that the registry needs for itself`;
  const path = parsePath(name);
  return path && path.length > 1
    ? 'a fallback is for a name of top level: what lies in a set comes from the same channel as the set'
    : undefined;
}

function overlayEntry(reader: LayerReader, file: string): LocatedEntry | undefined {
  const overlay = reader.overlay(file);
  if (!overlay) return undefined;
  const places: Record<string, Place> = {};
  const sets = [...overlay.sets].sort((a, b) => comparePaths(a.path, b.path));
  const all = sets.flatMap((setting) => [setting, ...(setting.members ?? [])]);
  for (const { path, place, final, previous, head } of all) {
    places[placeKey.setting(path)] = place;
    const sides = {
      final,
      previous,
      'head.final': head.final,
      'head.previous': head.previous,
    } as const;
    for (const side of Object.keys(sides) as readonly (keyof typeof sides)[]) {
      sides[side].forEach((reference, index) => {
        places[placeKey.reference(path, side, index)] = reference.place;
      });
    }
  }
  const { hasHead, attributes } = overlay;
  return {
    entry: { layer: 'overrides', file, hasHead, attributes, sets: sets.map(settingOf) },
    places,
  };
}

function settingOf({
  path,
  isConditional,
  head,
  members,
  ...uses
}: LocatedSetting): OverlaySetting {
  const references = (side: 'final' | 'previous'): OverlaySetting['final'] =>
    uses[side].map((reference) => ({
      path: reference.path,
      ...(reference.from && { from: reference.from }),
      isOptional: reference.isOptional,
    }));
  return {
    path,
    ...(isConditional && { isConditional: true }),
    final: references('final'),
    previous: references('previous'),
    head: {
      final: head.final.map((reference) => reference.path),
      previous: head.previous.map((reference) => reference.path),
    },
    ...(members && { members: members.map(settingOf) }),
  };
}
