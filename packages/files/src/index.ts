/** Reads files together with their state, writes them atomically, and hashes them as Nix does. */
export { fileTimeBeside, type FileTime } from './file-clock';
export { hashFolder, NarHash, type HashedFolder } from './nar-hash';
export {
  FileLooks,
  readContent,
  stateFrom,
  stateOf,
  type Content,
  type FileState,
} from './plain-file';
export { readBytesOrUndefined, readTextOrUndefined } from './read-or-undefined';
export { temporaryFolder, withTemporaryFolder, type TemporaryFolder } from './temporary-folder';
export { writeFileBeside, writeFilesBeside } from './write-file-beside';
