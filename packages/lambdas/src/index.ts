export * from './reading';
export { loadParser, type NixParser } from './parser';
export { formatPosition } from './position';
export { readPackageFile, type PackageFileOptions, type ReadingDepth } from './package-file';
export { plainHeads } from './plain-heads';
export { readLambdaAt } from './lambda-at';
export { readGroupFile } from './group-file';
export { readNurFile } from './nur-file';
