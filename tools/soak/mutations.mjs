/** Damages real files. */
import fc from 'fast-check';

/**
 * A change of some bytes. Places are shares of the file's length, so that a change does not depend
 * on the changes before it.
 *
 * @typedef {object} Change
 * @property {keyof typeof changes} kind
 * @property {number} at
 * @property {number} other another place
 * @property {number} length in bytes
 * @property {string} put
 */

/**
 * @typedef {object} Damaged
 * @property {string} seed the name of the file
 * @property {readonly Change[]} changes
 * @property {Uint8Array} bytes
 */

const share = fc.integer({ min: 0, max: 999_999 });

/** The size at which a file stops growing, as copies of copies would become too large. */
const mostBytes = 2 ** 20;

const put = fc.constantFrom(
  ...['', '{', '}', '(', ')', '[', ']', '"', "''", '${', ';', ':', ',', '.', '?', '@', '=', '#'],
  ...['...', '//', '/*', '*/', '\\', '$', "'", '|>', '<|', '->', '++', '==', '!', '-', '<', '>'],
  ...[' in ', ' let ', ' with ', ' rec ', ' inherit ', ' or ', ' if ', ' then ', ' else ', ' x '],
  ...[' assert true; ', '{ }: ', 'x: ', 'a@', '@a', '\r\n', '\r', '\ufeff', '\0', '\f', 'é', '😀'],
  ...[
    'import ./a.nix ',
    'final.',
    '{ a ? ',
    '1e999',
    '99999999999999999999',
    './',
    'a/',
    'x:y',
    '~/',
  ],
);

/** @satisfies {Record<string, (bytes: Buffer, change: Change & { from: number, to: number, there: number }) => Buffer>} */
const changes = {
  delete: (bytes, { from, to }) => joined(bytes.subarray(0, from), bytes.subarray(to)),
  insert: (bytes, { from, put: text }) =>
    joined(bytes.subarray(0, from), Buffer.from(text), bytes.subarray(from)),
  replace: (bytes, { from, to, put: text }) =>
    joined(bytes.subarray(0, from), Buffer.from(text), bytes.subarray(to)),
  /** Makes bytes that are not UTF-8. */
  flip: (bytes, { from, length }) => {
    const flipped = Buffer.from(bytes);
    if (flipped.length > 0) flipped[from % flipped.length] = 0x80 | (length * 37);
    return flipped;
  },
  duplicate: (bytes, { from, to }) =>
    joined(bytes.subarray(0, to), bytes.subarray(from, to), bytes.subarray(to)),
  repeat: (bytes, { from, to, other }) =>
    joined(
      bytes.subarray(0, to),
      ...Array.from({ length: other % 40 }, () => bytes.subarray(from, to)),
      bytes.subarray(to),
    ),
  cut: (bytes, { from }) => bytes.subarray(0, from),
  behead: (bytes, { from }) => bytes.subarray(from),
  /** Two brackets change places. */
  swap: (bytes, { from, there }) => {
    const [a, b] = [bracketAt(bytes, from), bracketAt(bytes, there)];
    const swapped = Buffer.from(bytes);
    if (a === undefined || b === undefined) return swapped;
    [swapped[a], swapped[b]] = [swapped[b] ?? 0, swapped[a] ?? 0];
    return swapped;
  },
  move: (bytes, { from, to, there }) => {
    const rest = joined(bytes.subarray(0, from), bytes.subarray(to));
    const target = Math.min(there, rest.length);
    return joined(rest.subarray(0, target), bytes.subarray(from, to), rest.subarray(target));
  },
  nest: (bytes, { from, to, other }) => {
    const [open, close] = nests[other % nests.length] ?? ['(', ')'];
    const levels = other % 30;
    const inside = bytes.subarray(from, to);
    const around = [Buffer.from(open.repeat(levels)), inside, Buffer.from(close.repeat(levels))];
    return joined(bytes.subarray(0, from), ...around, bytes.subarray(to));
  },
  returns: (bytes, { other }) =>
    Buffer.from(bytes.toString('latin1').replaceAll('\n', other % 2 ? '\r\n' : '\r'), 'latin1'),
};

/** @type {readonly (readonly [string, string])[]} */
const nests = [
  ['(', ')'],
  ['[ ', ' ]'],
  ['{ a = ', '; }'],
  ['rec { a = ', '; }'],
  ['"${', '}"'],
  ["''${", "}''"],
  ['let a = ', '; in a'],
  ['{ a ? ', ' }: 1'],
  ['with ', '; 1'],
  ['x: ', ''],
];

/** @param {...Uint8Array} parts */
function joined(...parts) {
  return Buffer.concat(parts).subarray(0, mostBytes);
}

/** @param {Buffer} bytes @param {number} from */
function bracketAt(bytes, from) {
  for (let at = from; at < bytes.length; at++) {
    if ('{}()[]"'.includes(String.fromCharCode(bytes[at] ?? 0))) return at;
  }
  return undefined;
}

/**
 * Generates damaged files: one of the seeds with one to four changes.
 * @param {ReadonlyMap<string, Uint8Array>} seeds
 * @returns {fc.Arbitrary<Damaged>}
 */
export function damagedFile(seeds) {
  const names = [...seeds.keys()];
  const kinds = /** @type {(keyof typeof changes)[]} */ (Object.keys(changes));
  /** @type {fc.Arbitrary<Change>} */
  const change = fc.record({
    kind: fc.constantFrom(...kinds),
    at: share,
    other: share,
    length: fc.oneof(fc.nat(6), fc.nat(300)),
    put,
  });
  return fc
    .record({
      seed: fc.nat(names.length - 1).map((index) => names[index] ?? ''),
      changes: fc.array(change, { minLength: 1, maxLength: 4 }),
    })
    .map(({ seed, changes: made }) => ({
      seed,
      changes: made,
      bytes: made.reduce(damage, Buffer.from(seeds.get(seed) ?? '')),
    }));
}

/** @param {Buffer} bytes @param {Change} change */
function damage(bytes, change) {
  const place = (/** @type {number} */ part) => Math.floor((part / 1_000_000) * bytes.length);
  const from = place(change.at);
  const to = Math.min(bytes.length, from + change.length);
  return changes[change.kind](bytes, { ...change, from, to, there: place(change.other) });
}
