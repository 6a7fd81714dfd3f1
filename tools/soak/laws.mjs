/** Laws of reading, which must hold for every input; and what a law is. */
import { deepStrictEqual, ok } from 'node:assert/strict';
import fc from 'fast-check';
import { lambdaText } from './lambda-texts.mjs';
import { damagedFile } from './mutations.mjs';
import { holdsForPackage, holdsForGroup, holdsForOverlay } from './reading-laws.mjs';

/** @typedef {import('./reader.mjs').Reader} Reader */
/** @typedef {import('./lambda-texts.mjs').LambdaText} LambdaText */
/** @typedef {import('./mutations.mjs').Damaged} Damaged */
/** @typedef {import('@nx-nix/lambdas').Lambda} Lambda */

/**
 * A law.
 *
 * @template T
 * @typedef {object} Law
 * @property {string} name
 * @property {fc.Arbitrary<T>} inputs
 * @property {(input: T) => void | Counts | Promise<void | Counts>} holds throws if the law does not
 *   hold; what it counts is added up
 * @property {(input: T) => Uint8Array} [bytes] the file that is read. The law is then about time,
 *   too: reading it takes no more of the processor than its size allows
 * @property {(bytes: number) => number} [longest] how many ms an input of so many bytes may take;
 *   when left out, what `held.mjs` says
 * @property {(bytes: Uint8Array) => void} [holdsFor] the same for any file, so that an input can be
 *   made smaller
 * @property {(input: T) => number} [counts] how many inputs this one counts as, where it is a batch
 * @property {(input: T, error: unknown) => Iterable<T>} [smaller] inputs that are smaller by one step,
 *   in place of those that fast-check knows: for what takes so long that each try counts
 * @property {(input: T) => string} [shown] the input, for people; its bytes where this is absent
 */

/**
 * What was counted while a law was held, by what it is.
 *
 * @typedef {Readonly<Record<string, number>>} Counts
 */

/**
 * A text is read back as it was written: names, positions and kinds of defaults, for every curried
 * lambda in it.
 *
 * @param {Reader} reader
 * @returns {Law<LambdaText>}
 */
export function printedLambdas(reader) {
  return {
    name: 'lambdas',
    inputs: lambdaText({ pipes: true }),
    bytes: ({ text }) => Buffer.from(text),
    holds: ({ text, lambdas }) => {
      const bytes = Buffer.from(text);
      for (const [skip, written] of lambdas.entries()) {
        const expected = asRead(text, written);
        for (const depth of /** @type {const} */ (['body', 'head'])) {
          const { lambda, diagnostics } = reader.readPackageFile(bytes, { skip, depth });
          deepStrictEqual(diagnostics, []);
          deepStrictEqual(lambda && summary(lambda), expected);
        }
        const found = reader.readLambdaAt(bytes, positionOf(text, written.offset));
        deepStrictEqual(found.lambda && summary(found.lambda), expected);
      }
    },
  };
}

/**
 * Reading a damaged file ends, with steps proportional to its size, and gives formals or
 * diagnostics.
 *
 * @param {Reader} reader
 * @param {ReadonlyMap<string, Uint8Array>} seeds
 * @returns {Law<Damaged>}
 */
export function damagedPackages(reader, seeds) {
  const holdsFor = (/** @type {Uint8Array} */ bytes) => holdsForPackage(reader, bytes);
  return {
    ...{ name: 'packages', inputs: damagedFile(seeds), holdsFor },
    bytes: ({ bytes }) => bytes,
    holds: ({ bytes }) => holdsFor(bytes),
  };
}

/**
 * The same for files of groups.
 *
 * @param {Reader} reader
 * @param {ReadonlyMap<string, Uint8Array>} seeds
 * @returns {Law<Damaged>}
 */
export function damagedGroups(reader, seeds) {
  const holdsFor = (/** @type {Uint8Array} */ bytes) => holdsForGroup(reader, bytes);
  return {
    ...{ name: 'groups', inputs: damagedFile(seeds), holdsFor },
    bytes: ({ bytes }) => bytes,
    holds: ({ bytes }) => holdsFor(bytes),
  };
}

/**
 * The same for overlays.
 *
 * @param {Reader} reader
 * @param {ReadonlyMap<string, Uint8Array>} seeds
 * @returns {Law<Damaged>}
 */
export function damagedOverlays(reader, seeds) {
  const holdsFor = (/** @type {Uint8Array} */ bytes) => holdsForOverlay(reader, bytes);
  return {
    ...{ name: 'overlays', inputs: damagedFile(seeds), holdsFor },
    bytes: ({ bytes }) => bytes,
    holds: ({ bytes }) => holdsFor(bytes),
  };
}

/**
 * A repo of damaged files is located, resolved and wired, and gives packages or problems.
 *
 * @param {(files: ReadonlyMap<string, Uint8Array>) => readonly unknown[]} resolve writes a repo's
 *   files, and gives the packages and problems of its set
 * @param {ReadonlyMap<string, Uint8Array>} seeds
 * @returns {Law<{ pkg: Damaged, group: Damaged }>}
 */
export function damagedRepos(resolve, seeds) {
  return {
    name: 'repos',
    inputs: fc.record({ pkg: damagedFile(seeds), group: damagedFile(seeds) }),
    bytes: ({ pkg, group }) => Buffer.concat([pkg.bytes, Buffer.from('\n# group\n'), group.bytes]),
    holds: ({ pkg, group }) => {
      const found = resolve(
        new Map([
          ['by-name/pk/pkg/package.nix', pkg.bytes],
          ['by-name/gr/group/packages.nix', group.bytes],
          ['by-name/as/asks/default.nix', Buffer.from('{ pkg }: import ../../pk/pkg/package.nix')],
        ]),
      );
      ok(found.length > 0, 'neither packages nor problems');
    },
  };
}

/** @param {Lambda} lambda */
function summary({ position, formals, ellipsis, universal }) {
  return {
    position,
    formals: formals.map(({ name, position: at, hasDefault, defaultKind }) => ({
      ...{ name, at, hasDefault },
      defaultKind,
    })),
    ...{ ellipsis, universal },
  };
}

/** @param {string} text @param {import('./lambda-texts.mjs').WrittenLambda} written */
function asRead(text, { offset, formals, ellipsis, universal }) {
  return {
    position: positionOf(text, offset),
    formals: formals.map(({ name, offset: place, kind }) => ({
      ...{ name, at: positionOf(text, place), hasDefault: kind !== undefined },
      defaultKind: kind,
    })),
    ...{ ellipsis, universal },
  };
}

/**
 * The position of an offset, computed here as Nix counts: `\n`, `\r\n` and `\r` end a line, columns
 * are bytes.
 * @param {string} text
 * @param {number} offset
 */
export function positionOf(text, offset) {
  const lines = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: lines.length, column: Buffer.byteLength(lines.at(-1) ?? '') + 1 };
}
