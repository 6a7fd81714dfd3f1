/** Many repos of Nix lambdas in, one wired package set out. */
export * from './attribute-path';
export {
  askedSets,
  baseNamesInUse,
  listHash,
  replacedPaths,
  type AskedSet,
} from './base/asked-of-base';
export * from './base/base-facts';
export { BASE_FILE, baseJson, readBaseJson } from './base/base-json';
export { marksReached } from './base/marks-reached';
export { baseProblems } from './base/base-problems';
export type { BaseWay } from './wire/base-ways';
export { checkRepo, type RepoCheck } from './check/check-repo';
export { identities, ratchet, type FoldersByRepo } from './check/ratchet';
export {
  filesOfRegistry,
  isPublishedHere,
  REGISTRY_FILES,
  registryFiles,
  type RegistryFrame,
} from './emit/registry-files';
export { layersNix } from './emit/layers-nix';
export { publishedFlakeNix, type FlakeInputText } from './emit/published-flake-nix';
export { pkgsJson } from './emit/pkgs-json';
export { pkgsNix } from './emit/pkgs-nix';
export { pkgsSvg } from './emit/pkgs-svg';
export {
  compareReadings,
  type Comparison,
  type Difference,
  type Point,
} from './judge/compare-readings';
export { differenceJson, differenceText } from './judge/difference-text';
export { locatedByNix, startOf } from './judge/located-by-nix';
export type { JudgedPackage, Judgement, NixReading, Refusal } from './judge/nix-reading';
export type { LocatedPackage, LocatedRepo, Repo } from './locate/located';
export { fileTimeBeside } from './locate/file-clock';
export { readContent, stateFrom } from './locate/plain-file';
export { isRepoName, repoNameProblems } from './locate/repo-name';
export { overlayOrderProblems } from './locate/overlay-order';
export { BadPublished } from './problems/bad-published';
export { BadRepoConfig } from './problems/bad-repo-config';
export { BaseNameThrows } from './problems/base-name-throws';
export { BaseRefuses } from './problems/base-refuses';
export { NotAScope } from './problems/not-a-scope';
export { StaleBase } from './problems/stale-base';
export { EndlessSet } from './problems/endless-set';
export { MissingFile } from './problems/missing-file';
export { readBaseNames } from './locate/base-names-file';
export { LAYER_FOLDERS } from './locate/layers/layer';
export { locatePackages } from './locate/locate-packages';
export { LAYOUT_NAMES, type LayoutName, type LayoutTree } from './locate/layouts/layout-names';
export { ReadingCache, type Reader, type SourceFile } from './locate/reading-cache';
export { readRepoConfig, REPO_KINDS, type RepoConfig, type RepoKind } from './locate/repo-config';
export {
  RESOLUTION_FORMAT,
  resolutionOf,
  type Positions,
  type Resolution,
  type ResolvedPackage,
} from './locate/resolution';
export {
  lockedExternals,
  publishedInputs,
  type PublishedInput,
  type ReadInputs,
} from './publish/published-inputs';
export {
  checkAttributes,
  gitUrl,
  isArchive,
  readFlakeReference,
  referenceText,
  sameAttributes,
  sortedAttributes,
  type Attributes,
  type Refusal as ReferenceRefusal,
} from './publish/flake-reference';
export { nearestNames } from './nearest-names';
export { hidingFormals } from './package-sets';
export { Places } from './places';
export { DuplicateRepo } from './problems/duplicate-repo';
export { NixRefuses } from './problems/nix-refuses';
export { UnreadableFile } from './problems/unreadable-file';
export {
  placeText,
  Problem,
  problemJson,
  problemText,
  sortProblems,
  type Place,
  type ProblemJson,
} from './problems/problem';
export type { Argument } from './resolve/arguments';
export { BaseNames } from './resolve/base-names';
export type { Edge, EdgeKind } from './resolve/edge';
export { registryConfig, type RegistryConfig } from './resolve/registry-config';
export type { Component } from './wire/components';
export {
  wire,
  type WiredLayer,
  type WiredPackage,
  type WiredSet,
  type Wiring,
} from './wire/wiring';
export { isInPlace, layerInputs, type ExternalInput } from './wire/external-inputs';
export { writeFileBeside, writeFilesBeside } from './write-file-beside';
