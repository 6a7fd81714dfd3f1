export * from './reading';
export { loadParser, type NixParser } from './parser';
export { formatPosition } from './position';
export { readPackageFile, type PackageFileOptions } from './package-file';
export { readGroupFile } from './group-file';
export { readNurFile } from './nur-file';
