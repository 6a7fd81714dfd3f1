/** Makes one wired package set of many repos of Nix lambdas. Begin with `readWorkspace`. */
export { allProblems, readWorkspace, type Workspace } from './workspace/read-workspace';
export {
  hasPackages,
  missingEntry,
  nothingLocated,
  readRepo,
  type RepoReading,
} from './workspace/read-repo';
export { problemsBeforeBase, wireResolutions } from './workspace/wire-resolutions';
export { baseOfFacts, writtenBase, writtenFacts, type KnownBase } from './workspace/known-base';
export { leftOutFolders } from './workspace/left-out-folders';
export { workspaceProblems } from './workspace/workspace-problems';
export { MOST_JSON_BYTES, tooDeepAt } from './repo/json-limits';
export { TextPositions } from './repo/text-position';
export { repoAt, repoFoldersIn, REPO_FILES } from './repo/repo-at';
export {
  nixString,
  pathText,
  parsePath,
  compareNames,
  comparePaths,
  type AttributePath,
} from './names/attribute-path';
export {
  askedSets,
  baseNamesInUse,
  listHash,
  replacedPaths,
  type AskedSet,
} from './base-questions/asked-of-base';
export { askedLeads, type AskedLeads } from './base-questions/asked-leads';
export {
  baseSetAt,
  BASE_FORMAT,
  type BaseFacts,
  type BaseSetKind,
  type BaseSet,
  type BaseError,
  type BaseLead,
  type BaseLeads,
  type BaseThrough,
} from './base/base-facts';
export { BASE_FILE, baseJson, readBaseJson } from './base/base-json';
export { reachableMarks } from './base-questions/reachability';
export { baseProblems } from './base-questions/base-problems';
export { checkRepo, type RepoCheck } from './check/check-repo';
export { identities, ratchet, type FoldersByRepo } from './check/ratchet';
export {
  filesOfRegistry,
  isPublishedHere,
  registryFiles,
  type RegistryFrame,
} from './emit/registry-files';
export { publishedFlakeNix } from './emit/published-flake-nix';
export { pkgsJson } from './emit/pkgs-json';
export { pkgsNix } from './emit/pkgs-nix';
export { pkgsSvg } from './emit/pkgs-svg';
export { compareReadings, type Comparison } from './nix-reading/compare-readings';
export { differenceJson, differenceText } from './nix-reading/difference-text';
export { locatedByNix, startOf } from './nix-reading/located-by-nix';
export type {
  PackageByNix,
  ValueByNix,
  NixReading,
  EvaluationError,
} from './nix-reading/nix-reading';
export type { LocatedPackage, LocatedRepo } from './locate/located';
export { repoInWorkspace, repoSettings } from './repo/registry-settings';
export { isRepoName } from './repo/repo-name';
export { BadPublished } from './problems/bad-published';
export { BaseRefuses } from './problems/base-refuses';
export { StaleBase } from './problems/stale-base';
export { EndlessEvaluation } from './problems/endless-evaluation';
export { EndlessSet } from './problems/endless-set';
export { locatePackages } from './locate/locate-packages';
export { LAYOUT_NAMES } from './repo/layout-names';
export { ReadingCache, type Reader, type SourceFile } from './readings/reading-cache';
export { REPO_KINDS, type RepoConfig, type RepoKind, type RepoSettings } from './repo/repo-config';
export {
  RESOLUTION_FORMAT,
  resolutionOf,
  type Positions,
  type Resolution,
  type ReadPackage,
} from './locate/resolution';
export { lockedExternals, publishedInputs, type PublishedInput } from './publish/published-inputs';
export {
  checkAttributes,
  gitUrl,
  isArchive,
  readFlakeReference,
  sameAttributes,
  sortedAttributes,
  type Attributes,
} from './flakes/flake-reference';
export { writtenReference } from './flakes/written-reference';
export { nearestNames } from './names/nearest-names';
export { shardOf } from './names/shard';
export { hidingFormalCounts } from './names/package-sets';
export { Places } from './locate/places';
export { NixRefuses } from './problems/nix-refuses';
export { UnreadableFile } from './problems/unreadable-file';
export { fileProblem } from './problems/file-problem';
export {
  FILE_START,
  placeText,
  Problem,
  problemJson,
  byCause,
  problemText,
  toldText,
  type ToldProblem,
  sortProblems,
  type Place,
} from './problems/problem';
export { visibleText } from './problems/visible-text';
export { BaseNames } from './base/base-names';
export { registryConfig } from './resolve/registry-config';
export { wire } from './wire/wiring';
export { isInPlace, layerInputs, type ExternalInput } from './wire/external-inputs';
export type { Repo } from './repo/repo';
export { isPathInRepo } from './names/path-in-repo';
export { LAYER_FOLDERS } from './repo/layer-names';
export type { Wiring } from './wire/wired';
export { type Grants } from './repo/grants';
export { grantLine, NotGranted } from './problems/not-granted';
