/** Files: read with their state, written whole or not at all, hashed as Nix hashes them. */
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
export { writeFileBeside, writeFilesBeside } from './write-file-beside';
