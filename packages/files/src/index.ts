/** Reads files together with their state, writes them atomically, and hashes them as Nix does. */
export { fileSystemTime, type FileSystemTime } from './file-system-time';
export { FileTooLarge, LeadsOutside, NotARegularFile } from './file-failure';
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
export {
  readBytesOrUndefined,
  readTextInsideOrUndefined,
  readTextOrUndefined,
} from './read-or-undefined';
export { MOST_BYTES, openRegular, readInside, readRegular, readRegularText } from './regular-file';
export { temporaryFolder, withTemporaryFolder } from './temporary-folder';
export { removeLeftBeside } from './staging';
export { writeFileBeside, writeFilesBeside, type Door } from './write-file-beside';
