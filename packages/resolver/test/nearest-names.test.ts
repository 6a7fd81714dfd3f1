import fc from 'fast-check';
import { NameIndex, nearestInAll, nearestNames } from '../src/names/nearest-names';

/** The distance as its definition has it, without any shortcut. */
function distance(a: string, b: string): number {
  const known = new Map<string, number>();
  const at = (i: number, j: number): number => {
    const key = `${i} ${j}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const options = [Math.max(i, j)];
    if (i > 0 && j > 0) options.push(at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1));
    if (i > 0) options.push(at(i - 1, j) + 1);
    if (j > 0) options.push(at(i, j - 1) + 1);
    if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
      options.push(at(i - 2, j - 2) + 1);
    const least = Math.min(...options);
    known.set(key, least);
    return least;
  };
  return at(a.length, b.length);
}

function expected(wanted: string, names: readonly string[]): readonly string[] {
  const limit = Math.max(1, Math.floor(wanted.length / 3));
  return [...new Set(names)]
    .filter((name) => name !== wanted && Math.abs(name.length - wanted.length) <= limit)
    .map((name) => ({ name, slips: distance(wanted.toLowerCase(), name.toLowerCase()) }))
    .filter(({ slips }) => slips <= limit)
    .sort((a, b) => a.slips - b.slips || (a.name < b.name ? -1 : 1))
    .slice(0, 3)
    .map(({ name }) => name);
}

// Few letters, so that names are near each other.
const name = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'C', '-', '1'), maxLength: 9 });

test('an index suggests what comparing with every name suggests', () => {
  fc.assert(
    fc.property(
      fc.array(name, { maxLength: 40 }),
      fc.array(name, { maxLength: 5 }),
      (names, wanted) => {
        const index = new NameIndex(names);
        for (const one of [...wanted, ...wanted]) {
          expect(index.near(one).map((near) => near.name)).toEqual(expected(one, names));
          expect(nearestNames(one, names)).toEqual(expected(one, names));
          const halves = [names.slice(0, 20), names.slice(10)].map((half) => new NameIndex(half));
          expect(nearestInAll(one, halves)).toEqual(expected(one, names));
        }
      },
    ),
    { numRuns: 300 },
  );
});

test('names of any length, and of letters that are none of ASCII', () => {
  const unit = fc.constantFrom('a', 'b', 'C', 'ü', '\u{1F600}', '語');
  const long = fc.string({ unit, minLength: 20, maxLength: 45 });
  // What a slip or two make of a name.
  const near = fc
    .tuple(long, fc.nat(40), fc.constantFrom('', 'x', 'ab'), fc.nat(2))
    .map(
      ([text, at, put, taken]) => [text, text.slice(0, at) + put + text.slice(at + taken)] as const,
    );
  fc.assert(
    fc.property(fc.array(near, { minLength: 1, maxLength: 6 }), (pairs) => {
      const names = pairs.map(([, slipped]) => slipped);
      for (const [wanted] of pairs)
        expect(nearestNames(wanted, names)).toEqual(expected(wanted, names));
    }),
    { numRuns: 100 },
  );
});

test('slips of the hand', () => {
  const names = ['zlib', 'python3', 'openssl', 'opnessl_legacy'];
  expect(nearestNames('zilb', names)).toEqual(['zlib']);
  expect(nearestNames('opensll', names)).toEqual(['openssl']);
  expect(nearestNames('Python3', names)).toEqual(['python3']);
  expect(nearestNames('nothing-like-it', names)).toEqual([]);
});
