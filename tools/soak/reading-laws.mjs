/** Laws for the reading of a single file. */
import { deepStrictEqual, ok } from 'node:assert/strict';

/** @typedef {import('./reader.mjs').Reader} Reader */
/** @typedef {import('@nx-nix/lambdas').Position} Position */

/**
 * The limit of steps: calls on the tree, and parsed characters. It is many times what real files
 * need, and far less than what a reading needs that doubles with every level.
 */
const stepsPerByte = 300;
const stepsForAny = 5_000;

/**
 * Throws if the reading of a package file breaks a law.
 * @param {Reader} reader
 * @param {Uint8Array} bytes
 */
export function holdsForPackage(reader, bytes) {
  const read = proportional(reader, bytes, () => reader.readPackageFile(bytes));
  ok(read.lambda ?? read.delegate ?? read.diagnostics[0], 'neither formals nor a problem');
  isInside(bytes, read);
  isPlainData(read);
  deepStrictEqual(reader.readPackageFile(bytes), read, 'read otherwise a second time');
  headIsThatOf(reader, bytes, read);
  isInside(
    bytes,
    proportional(reader, bytes, () => reader.readPackageFile(bytes, { skip: 1 })),
  );

  const names = (read.lambda?.formals ?? []).map(({ name }) => name);
  ok(!names.includes(''), 'a formal without a name');
  const isRepeated = read.diagnostics.some(
    ({ kind }) => kind === 'duplicate-formal' || kind === 'syntax-error',
  );
  ok(isRepeated || new Set(names).size === names.length, 'a formal twice, and no problem');
}

/** @param {Reader} reader @param {Uint8Array} bytes @param {ReturnType<Reader['readPackageFile']>} read */
function headIsThatOf(reader, bytes, read) {
  const head = proportional(reader, bytes, () => reader.readPackageFile(bytes, { depth: 'head' }));
  if (read.diagnostics.length === 0) deepStrictEqual(withoutBody(head), withoutBody(read));
  else if (head.lambda && read.lambda) {
    deepStrictEqual(withoutBody(head.lambda), withoutBody(read.lambda));
  }
}

/**
 * Throws if the reading of a group file breaks a law.
 * @param {Reader} reader
 * @param {Uint8Array} bytes
 */
export function holdsForGroup(reader, bytes) {
  const read = proportional(reader, bytes, () => reader.readGroupFile(bytes));
  isInside(bytes, read);
  isPlainData(read);
  deepStrictEqual(reader.readGroupFile(bytes), read, 'read otherwise a second time');
  for (const { path, lambda, delegate, expression } of read.members) {
    ok(path.length > 0, 'a member without a name');
    ok(lambda ?? delegate ?? expression, 'a member that is nothing');
  }
}

/**
 * Throws if the reading of an overlay file breaks a law.
 * @param {Reader} reader
 * @param {Uint8Array} bytes
 */
export function holdsForOverlay(reader, bytes) {
  const read = proportional(reader, bytes, () => reader.readOverlayFile(bytes));
  isInside(bytes, read);
  isPlainData(read);
  deepStrictEqual(reader.readOverlayFile(bytes), read, 'read otherwise a second time');
  const names = read.sets.map(({ name }) => name);
  deepStrictEqual([...new Set(names)], names, 'an attribute twice');
  // What a function calls its argument with is a step of a path, and no name: see ARGUMENT.
  const written = JSON.stringify(read).replaceAll('"\\u0000argument"', '');
  ok(!written.includes('\\u0000'), 'a name of a set that is none of the file');
}

/** @template T @param {Reader} reader @param {Uint8Array} bytes @param {() => T} read */
function proportional(reader, bytes, read) {
  const { result, steps } = reader.counted(read);
  const most = stepsForAny + stepsPerByte * bytes.length;
  ok(steps <= most, `${steps} steps for ${bytes.length} bytes`);
  return result;
}

/** Every position lies in the file. @param {Uint8Array} bytes @param {unknown} read */
function isInside(bytes, read) {
  const lengths = Buffer.from(bytes)
    .toString('latin1')
    .split(/\r\n|\r|\n/)
    .map(({ length }) => length);
  for (const { line, column } of positionsIn(read)) {
    const length = lengths[line - 1];
    ok(length !== undefined && column >= 1 && column <= length + 1, `no ${line}:${column} there`);
  }
}

/** @param {unknown} data @returns {Iterable<Position>} */
function* positionsIn(data) {
  if (typeof data !== 'object' || data === null) return;
  if ('line' in data && 'column' in data) yield /** @type {Position} */ (data);
  else for (const value of Object.values(data)) yield* positionsIn(value);
}

/** Plain data can be cached and sent to another process. @param {unknown} read */
function isPlainData(read) {
  deepStrictEqual(JSON.parse(JSON.stringify(read)), read);
}

/** A reading without what only the body contains. @param {unknown} read */
function withoutBody(read) {
  const ofBody = new Set(['calls', 'selects']);
  return JSON.parse(JSON.stringify(read, (key, value) => (ofBody.has(key) ? undefined : value)));
}
