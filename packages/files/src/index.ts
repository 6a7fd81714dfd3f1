/** Reads files together with their state, writes them atomically, and hashes them as Nix does. */
export { fileSystemTime, type FileSystemTime } from './file-system-time';
export { isExecutable } from './is-executable';
export { hashFolder, NarHash } from './nar-hash';
export {
  StatFileState,
  readContent,
  stateFrom,
  stateOf,
  type Content,
  type FileState,
} from './plain-file';
export { readBytesOrUndefined, readTextOrUndefined } from './read-or-undefined';
export { temporaryFolder, withTemporaryFolder } from './temporary-folder';
export { writeFileBeside, writeFilesBeside } from './write-file-beside';
