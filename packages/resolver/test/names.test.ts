import * as fc from 'fast-check';
import { describeWithNix } from '../../../tools/testing/find-nix';
import { nixString, pathText } from '../src';
import { attributeName } from '../src/names/attribute-path';
import { askNix } from './ask-nix';

/** Names from files never become code: whatever a name holds, Nix reads back that name. */

/** Everything but NUL, which neither a Nix string nor a file name can hold. */
const name = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }).filter((text) => !text.includes('\0')),
  fc
    .array(
      fc.constantFrom('"', '\\', '$', '{', '}', '${', "''", '\n', '\r', '\t', ' ', ';', 'a', '.'),
    )
    .map((parts) => parts.join('')),
  fc.constantFrom('if', 'then', 'or', 'rec', 'inherit', '7zip', 'a-b', "a'", '-a', '_', 'true', ''),
);

describeWithNix('a generated name, read by Nix', (nix) => {
  test('is the name it was made of: as string, as attribute, in a path, inherited', () => {
    const names = fc.sample(name, { numRuns: 400, seed: 7 });
    const paths = fc.sample(fc.array(name, { minLength: 1, maxLength: 3 }), {
      numRuns: 100,
      seed: 7,
    });
    const expression = `{
      strings = [ ${names.map(nixString).join(' ')} ];
      attributes = [ ${names.map((n) => `(builtins.head (builtins.attrNames { ${attributeName(n)} = 1; }))`).join(' ')} ];
      inherited = [ ${names.map((n) => `(builtins.attrNames { inherit ({ ${nixString(n)} = 1; }) ${attributeName(n)}; })`).join(' ')} ];
      paths = [ ${paths.map((p) => `(let s = { ${pathText(p)} = 1; }; in s.${pathText(p)})`).join(' ')} ];
    }`;
    const said = askNix(nix, expression) as Record<string, unknown>;
    expect(said['strings']).toEqual(names);
    expect(said['attributes']).toEqual(names);
    expect(said['inherited']).toEqual(names.map((n) => [n]));
    expect(said['paths']).toEqual(paths.map(() => 1));
  });
});

test('paths have different texts when they are different', () => {
  const path = fc.array(name, { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(path, path, (a, b) => {
      expect(pathText(a) === pathText(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
    }),
  );
});
