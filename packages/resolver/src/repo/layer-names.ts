/** The layers of an overlay repo, in the order that they have unless its `nix-repo.json` says another. */
export const LAYER_NAMES = ['channels', 'fallbacks', 'packages', 'overrides', 'flakes'] as const;

export type LayerName = (typeof LAYER_NAMES)[number];

/** Where the files of a layer lie; the packages of a repo lie where its layout says. */
export const LAYER_FOLDERS: Readonly<Record<Exclude<LayerName, 'packages'>, string>> = {
  channels: 'channels',
  fallbacks: 'fallbacks',
  overrides: 'overrides',
  flakes: 'flakes',
};
