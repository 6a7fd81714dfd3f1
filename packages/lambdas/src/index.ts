export * from './reading';
export { loadParser, type NixParser } from './parser';
export { formatPosition } from './position';
export { readPackageFile, type PackageFileOptions, type ReadingDepth } from './package-file';
export { readGroupFile } from './group-file';
