import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { Parser } from 'tar';
import { Problem } from '../messages/problem.mjs';

/**
 * @typedef {object} Entry
 * @property {string} path as the archive has it
 * @property {string} type tar's name of it: File, Directory, SymbolicLink, Link, …
 * @property {number} mode
 * @property {string} target of a link
 * @property {Buffer} content of a file
 */

/**
 * Unpacks a tar archive into a folder, and nowhere else. It rejects absolute paths, paths with
 * `..`, links that lead out of the folder, entries behind a symbolic link, and devices. The target
 * of an absolute symbolic link starts at the root of the package; the link becomes a relative one.
 * Permissions are kept; set-user-id bits, owners and times are not.
 *
 * NOTE: the whole archive is read before the first file is written, so a rejected or damaged one
 * leaves few files. The caller unpacks into a temporary folder and renames that.
 *
 * @param {Buffer} bytes
 * @param {string} folder an existing one
 * @throws {Problem} when the archive is damaged or rejected
 */
export function unpackTar(bytes, folder) {
  const root = realpathSync(folder);
  for (const entry of tarEntries(bytes)) {
    const path = insidePath(entry.path);
    if (path === '') continue;
    makeParents(root, path);
    writeEntry(root, path, entry);
  }
}

/**
 * @param {Buffer} bytes
 * @returns {readonly Entry[]}
 */
function tarEntries(bytes) {
  /** @type {Entry[]} */
  const entries = [];
  /** @type {string | undefined} */
  let damage = bytes.length < 1024 || bytes.length % 512 !== 0 ? 'it is cut off' : undefined;
  const parser = new Parser({
    strict: true,
    onReadEntry: (entry) => {
      /** @type {Buffer[]} */
      const pieces = [];
      const { path, type, mode = 0, linkpath = '' } = entry;
      entry.on('data', (piece) => pieces.push(piece));
      entry.on('end', () =>
        entries.push({ path, type, mode, target: linkpath, content: Buffer.concat(pieces) }),
      );
    },
  });
  parser.on('error', (error) => (damage ??= /** @type {Error} */ (error).message));
  parser.on('ignoredEntry', (entry) => (damage ??= `it has a ${entry.type}, ${entry.path}`));
  if (damage === undefined) parser.end(bytes);
  if (damage !== undefined) throw new Problem(`This tar archive is refused: ${damage}.`);
  return entries;
}

/**
 * @param {string} path as the archive has it
 * @returns {string} the same without `.`; empty for the root itself
 */
function insidePath(path) {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (path.startsWith('/') || parts.includes('..')) throw outside(path);
  return parts.join('/');
}

/**
 * Makes the folders above a path. Each must be a real folder: nothing is written behind a symbolic
 * link, wherever it leads.
 *
 * @param {string} root
 * @param {string} path
 */
function makeParents(root, path) {
  const parents = path.split('/').slice(0, -1);
  parents.reduce((above, part) => {
    const here = join(above, part);
    const found = lstatSync(here, { throwIfNoEntry: false });
    if (!found) mkdirSync(here, { mode: 0o755 });
    else if (!found.isDirectory()) {
      throw new Problem(
        `This tar archive is refused: "${path}" lies behind "${part}", which is not a folder.`,
      );
    }
    return here;
  }, root);
}

/**
 * @param {string} root
 * @param {string} path
 * @param {Entry} entry
 */
function writeEntry(root, path, { type, mode, target, content }) {
  const place = join(root, path);
  const found = lstatSync(place, { throwIfNoEntry: false });
  if (type === 'Directory') {
    if (found && !found.isDirectory()) throw clash(path);
    if (!found) mkdirSync(place);
    chmodSync(place, (mode & 0o777) | 0o700);
    return;
  }
  if (found?.isDirectory()) throw clash(path);
  if (found) rmSync(place);
  switch (type) {
    case 'File':
    case 'OldFile':
    case 'ContiguousFile':
      // wx: does not write through a link that appeared meanwhile
      writeFileSync(place, content, { flag: 'wx' });
      chmodSync(place, (mode & 0o777) | 0o400);
      return;
    case 'SymbolicLink':
      symlinkSync(insideTarget(path, target), place);
      return;
    case 'Link':
      linkSync(existingFile(root, target), place);
      return;
    default:
      throw new Problem(`This tar archive is refused: "${path}" is a ${type}.`);
  }
}

/**
 * The text of a symbolic link that stays inside of the folder. `..` may occur only at its start: as
 * the link's own folder is a real one, the text alone then determines the target.
 *
 * @param {string} path of the link
 * @param {string} target
 */
function insideTarget(path, target) {
  const here = dirname(path);
  const relative = target.startsWith('/')
    ? posix.relative(`/${here}`, posix.normalize(target)) || '.'
    : target;
  const parts = relative.split('/').filter((part) => part !== '' && part !== '.');
  const up = parts.findIndex((part) => part !== '..');
  const ups = up === -1 ? parts.length : up;
  const depth = here === '.' ? 0 : here.split('/').length;
  if (relative === '' || ups > depth || parts.slice(ups).includes('..'))
    throw outside(`${path} -> ${target}`);
  return relative;
}

/**
 * @param {string} root
 * @param {string} target of a hard link, a path inside the archive
 */
function existingFile(root, target) {
  const path = insidePath(target);
  makeParents(root, path);
  const place = join(root, path);
  if (!lstatSync(place, { throwIfNoEntry: false })?.isFile()) {
    throw new Problem(
      `This tar archive is refused: it links to "${target}", which is no file of it.`,
    );
  }
  return place;
}

/** @param {string} path */
function outside(path) {
  return new Problem(`This tar archive is refused: "${path}" would lie outside the folder.`);
}

/** @param {string} path */
function clash(path) {
  return new Problem(
    `This tar archive is refused: "${path}" is a folder and something else at once.`,
  );
}
