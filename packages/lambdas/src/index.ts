/** Reads Nix files statically: text in, lambdas, formals, references and diagnostics out. */
export type {
  Delegate,
  Diagnostic,
  Formal,
  GroupFile,
  Lambda,
  LimitDiagnostic,
  Member,
  PackageCall,
  PackageFile,
  Position,
  Reference,
} from './model/reading';
export { ARGUMENT } from './model/reading';
export { LIMITS } from './syntax/limits';
export { loadParser, NoRoomForParser, type NixParser } from './syntax/parser';
export { isKeyword } from './syntax/keywords';
export { formatPosition } from './syntax/position';
export { readPackageFile, type PackageFileOptions, type ReadingDepth } from './files/package-file';
export { plainHeads } from './heads/plain-heads';
export { readLambdaAt } from './files/lambda-at';
export { readGroupFile } from './files/group-file';
export { readNurFile } from './files/nur-file';
export type { OverlayDiagnostic, OverlayFile, OverlayUses, OverlayValue } from './model/overlay';
export { readOverlayFile } from './overlays/overlay-file';
export { readBody, type Body } from './bodies/body';
export { readEmptySets, type EmptySet } from './bodies/empty-sets';
export type { PathExpression } from './bodies/path-expressions';
export { readFlakeInputs, type FlakeInput } from './files/flake-inputs';
