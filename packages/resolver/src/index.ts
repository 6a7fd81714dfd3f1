/** Makes one wired package set of many repos of Nix lambdas. Begin with `readWorkspace`. */
export {
  allProblems,
  readWorkspace,
  type ReadWorkspaceOptions,
  type Workspace,
} from './workspace/read-workspace';
export {
  hasPackages,
  nothingLocated,
  readRepo,
  type ReadRepoOptions,
  type RepoReading,
} from './workspace/read-repo';
export { wireResolutions, type WiringInput } from './workspace/wire-resolutions';
export { baseOfFacts, writtenBase, writtenFacts, type KnownBase } from './workspace/known-base';
export { unfitFolders, workspaceProblems } from './workspace/workspace-problems';
export { repoAt, repoFoldersIn, REPO_FILES, type FoundRepo } from './repo/repo-at';
export * from './names/attribute-path';
export {
  askedSets,
  baseNamesInUse,
  listHash,
  replacedPaths,
  type AskedSet,
} from './base-questions/asked-of-base';
export * from './base/base-facts';
export { BASE_FILE, baseJson, readBaseJson } from './base/base-json';
export { reachableMarks } from './base-questions/reachability';
export { baseProblems } from './base-questions/base-problems';
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
  type DifferencePoint,
} from './nix-reading/compare-readings';
export { differenceJson, differenceText } from './nix-reading/difference-text';
export { locatedByNix, startOf } from './nix-reading/located-by-nix';
export type {
  PackageByNix,
  ValueByNix,
  NixReading,
  EvaluationError,
} from './nix-reading/nix-reading';
export type { LocatedPackage, LocatedRepo } from './locate/located';
export { isRepoName, repoNameProblems } from './repo/repo-name';
export { overlayOrderProblems } from './repo/overlay-order';
export { BadPublished } from './problems/bad-published';
export { BadRepoConfig } from './problems/bad-repo-config';
export { BaseNameThrows } from './problems/base-name-throws';
export { BaseRefuses } from './problems/base-refuses';
export { NotAScope } from './problems/not-a-scope';
export { StaleBase } from './problems/stale-base';
export { EndlessSet } from './problems/endless-set';
export { MissingFile } from './problems/missing-file';
export { readBaseNames } from './resolve/base-names-file';
export { locatePackages } from './locate/locate-packages';
export { LAYOUT_NAMES, type LayoutName, type LayoutTree } from './repo/layout-names';
export { ReadingCache, type Reader, type SourceFile } from './readings/reading-cache';
export { readRepoConfig, REPO_KINDS, type RepoConfig, type RepoKind } from './repo/repo-config';
export {
  RESOLUTION_FORMAT,
  resolutionOf,
  type Positions,
  type Resolution,
  type ReadPackage,
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
  type ReferenceRejection,
} from './flakes/flake-reference';
export { nearestNames } from './names/nearest-names';
export { shardOf } from './names/shard';
export { hidingFormalCounts } from './names/package-sets';
export { Places } from './locate/places';
export { DuplicateRepo } from './problems/duplicate-repo';
export { NixRefuses } from './problems/nix-refuses';
export { UnreadableFile } from './problems/unreadable-file';
export {
  FILE_START,
  placeText,
  Problem,
  problemJson,
  problemText,
  sortProblems,
  type Place,
  type ProblemJson,
} from './problems/problem';
export type { Argument } from './resolve/arguments';
export { BaseNames } from './base/base-names';
export type { Edge, EdgeKind } from './resolve/edge';
export { registryConfig, type RegistryConfig } from './resolve/registry-config';
export { wire } from './wire/wiring';
export { isInPlace, layerInputs, type ExternalInput } from './wire/external-inputs';
export { type Repo } from './repo/repo';
export { LAYER_FOLDERS } from './repo/layer-names';
export {
  type WiredLayer,
  type WiredPackage,
  type WiredSet,
  type Wiring,
  type Component,
  type ThroughBaseEdges,
} from './wire/wired';
