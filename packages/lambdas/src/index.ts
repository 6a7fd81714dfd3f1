export * from './reading';
export { loadParser, type NixParser } from './parser';
export { formatPosition } from './position';
export { readPackageFile, type PackageFileOptions } from './package-file';
export { readGroupFile } from './group-file';
export { readBody, type Body, type NamedPlace } from './body';
export { readEmptySets, type EmptySet } from './empty-sets';
export type { PathExpression } from './path-expressions';
