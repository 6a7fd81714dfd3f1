import {
  fileName,
  NAMES,
  type Entry,
  type OverlayRepo,
  type RandomSet,
  type Setting,
  type Thing,
} from './random-layers';

type Files = Readonly<Record<string, string>>;

/** The files of a random set, from the workspace's folder. */
export function filesOf({ core, stable, overlays }: RandomSet): Files {
  return Object.fromEntries([
    ['repos/core/nix-repo.json', '{ "kind": "core", "layout": "flat-by-name" }'],
    ['repos/core/default.nix', '{ lib }: lib.useByName { inherit lib; path = ./.; }'],
    ...core.map((made) => [`repos/core/pkgs/by-name/n${made.name}/package.nix`, packageText(made)]),
    ['stable/default.nix', stableText(stable)],
    ...overlays.flatMap(overlayFiles),
  ]) as Files;
}

function overlayFiles(
  { name, layers, entries }: OverlayRepo,
  index: number,
): readonly [string, string][] {
  const root = `repos/${name}`;
  const config = { kind: 'overlay', layers, layout: 'flat-by-name' };
  return [
    [`${root}/nix-repo.json`, JSON.stringify(config)],
    // One of them has it for both.
    ...(index === 0
      ? [[`${root}/channels/stable.json`, '{ "url": "../../stable" }'] as [string, string]]
      : []),
    ...entries.flatMap((entry): readonly [string, string][] => {
      const file = `${root}/${fileName(name, entry)}`;
      if (entry.layer === 'flakes')
        return [
          [file, flakeJson(name, entry)],
          [`flakes/${name}-${entry.file}/flake.nix`, flakeText(entry.settings)],
        ];
      return [[file, entryText(entry)]];
    }),
  ];
}

function entryText(entry: Exclude<Entry, { layer: 'flakes' }>): string {
  switch (entry.layer) {
    case 'fallbacks': {
      const { systems } = entry;
      const why = { reason: 'too new', link: 'https://example.org/1' };
      return JSON.stringify({ channel: 'stable', ...(systems && { systems: [systems] }), ...why });
    }
    case 'packages':
      return packageText(entry);
    case 'overrides':
      return overlayText(entry.settings);
  }
}

function flakeJson(repo: string, entry: Extract<Entry, { layer: 'flakes' }>): string {
  const sets = entry.settings.map(({ name }) => `n${name}`);
  const isStated = entry.isStated && entry.settings.every(({ isConditional }) => !isConditional);
  return JSON.stringify({ url: `../../flakes/${repo}-${entry.file}`, ...(isStated && { sets }) });
}

function flakeText(settings: readonly Setting[]): string {
  return `{ outputs = { self }: { overlays.default = ${overlayText(settings)}; }; }`;
}

function overlayText(settings: readonly Setting[]): string {
  const sure = settings.filter(({ isConditional }) => !isConditional);
  const maybe = settings.filter(({ isConditional }) => isConditional);
  const set = (some: readonly Setting[]): string => `{ ${some.map(settingText).join(' ')} }`;
  const tail = maybe.length > 0 ? ` // (if prev ? n0 then ${set(maybe)} else { })` : '';
  return `final: prev: ${set(sure)}${tail}`;
}

function settingText({ how, ...made }: Setting): string {
  const { name, deps } = made;
  if (how === 'stable') return `inherit (final.stable) n${name};`;
  const own = how === 'previous' ? [`prev.n${name}`] : [];
  return `n${name} = ${derivationText(made, [...own, ...deps.map((dep) => `final.n${dep}`)])};`;
}

function packageText(made: Thing): string {
  const names = made.deps.map((dep) => `n${dep}`);
  return `{ ${names.join(', ')} }: ${derivationText(made, names)}`;
}

function derivationText({ name, tag }: Thing, deps: readonly string[]): string {
  return `derivation { name = "n${name}"; system = "any"; builder = "sh"; tag = "${tag}"; deps = [ ${deps.join(' ')} ]; }`;
}

function stableText(tags: readonly string[]): string {
  const members = NAMES.map(
    (name) => `n${name} = ${derivationText({ name, tag: `stable-${tags[name]}`, deps: [] }, [])};`,
  );
  return `{ system, config, overlays }: { ${members.join(' ')} }`;
}

/** What the layers come to, composed by hand, as Nix text; the registry is compared with it. */
export function composedText(set: RandomSet, system: string): string {
  const { core, stable, overlays, isReversed } = set;
  const made = core.map(
    (one) =>
      `n${one.name} = (${packageText(one)}) { inherit (final) ${one.deps.map((dep) => `n${dep}`).join(' ')}; };`,
  );
  const repos = isReversed ? [...overlays].reverse() : overlays;
  const layers = repos.flatMap((repo) =>
    repo.layers.flatMap((layer) => {
      if (layer === 'channels') {
        return repo === overlays[0]
          ? [
              `(final: prev: { stable = ${`(${stableText(stable)})`} { system = "${system}"; config = { }; overlays = [ ]; }; })`,
            ]
          : [];
      }
      const entries = repo.entries.filter((entry) => entry.layer === layer);
      const byName = [...entries].sort((a, b) =>
        fileName(repo.name, a) < fileName(repo.name, b) ? -1 : 1,
      );
      return byName.map((entry) => `(${composedEntry(entry, system)})`);
    }),
  );
  return `lib.fix (lib.extends (lib.composeManyExtensions [ ${layers.join(' ')} ]) (final: { ${made.join(' ')} }))`;
}

function composedEntry(entry: Entry, system: string): string {
  switch (entry.layer) {
    case 'fallbacks': {
      const { name, systems } = entry;
      const isFor = systems === undefined || system === systems || system.endsWith(`-${systems}`);
      return `final: prev: { ${isFor ? `inherit (final.stable) n${name};` : ''} }`;
    }
    case 'packages':
      return `final: prev: { n${entry.name} = (${packageText(entry)}) { inherit (final) ${entry.deps.map((dep) => `n${dep}`).join(' ')}; }; }`;
    case 'flakes':
    case 'overrides':
      return overlayText(entry.settings);
  }
}
