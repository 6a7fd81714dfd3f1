/** The layers of an overlay repo, in the default order; `layers` in `nix-repo.json` changes it. */
export const LAYER_NAMES = ['channels', 'fallbacks', 'packages', 'overrides', 'flakes'] as const;

/** The name of a layer. */
export type LayerName = (typeof LAYER_NAMES)[number];

/** The folder of each layer's files; packages are in the folders of the repo's layout. */
export const LAYER_FOLDERS: Readonly<Record<Exclude<LayerName, 'packages'>, string>> = {
  channels: 'channels',
  fallbacks: 'fallbacks',
  overrides: 'overrides',
  flakes: 'flakes',
};
