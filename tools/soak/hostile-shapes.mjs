/** Input without end: bombs of depth, width and repetition, of Nix text and of JSON. */
import { ok } from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';

/** @typedef {import('./reader.mjs').Reader} Reader */

/**
 * Steps for each byte, and for any input: as many as a reading may take before it is refused (see
 * `LIMITS` of packages/lambdas), several times, as several readings are counted together.
 */
const stepsPerByte = 600;
const stepsForAny = 60_000_000;

/**
 * In ms: four readings, of which each may take all the steps there are before it is refused. The
 * steps are what counts; this finds what they do not see.
 */
const longest = (/** @type {number} */ bytes) => 60_000 + bytes / 5;

/** What stands inside of itself: before, inside, behind. */
const nests = /** @type {const} */ ([
  ['(', '1', ')'],
  ['[ ', '1', ' ]'],
  ['{ a = ', '1', '; }'],
  ['rec { a = ', '1', '; }'],
  ['{ a ? ', '1', ' }: 1'],
  ['"${', 'a', '}"'],
  ["''${", 'a', "}''"],
  ['let a = ', '1', '; in a'],
  ['with (', 'a', '); a'],
  ['callPackage (', 'x: x', ') { }'],
  ['f (', '1', ')'],
  ['{ a.b = 1; a = ', '{ }', '; }'],
  ['(x: ', 'x', ')'],
  ['{ a = [ ', '1', ' ]; }'],
  ['prev.a.overrideScope (f: p: { a = ', '{ }', '; })'],
]);

/** What stands again and again; `#` is its number. */
const rows = [
  ...['{ } // ', 'a ++ ', '1 + ', 'a |> ', '1 < ', 'a / ', '!', '- ', 'a ', 'a.b or ', 'a -> '],
  ...['with pkgs; ', 'assert a; ', 'let a = 1; in ', 'x: ', '{ }: ', 'if a then 1 else '],
  ...['a#, ', 'a# = #; ', 'inherit a#; ', 'inherit (a) b#; ', 'inherit; ', 'inherit (', '.a', 'a.'],
  ...['b# = b# prev.c#; ', '"#" ', '${a}', './a# ', '/* ', '*/', '/**/', "'' ", '" ', '# \n', ', '],
  ...['\r', '\0', '\v', '@a ', '? a ', '...', '$', "''\\q", '\\q', 'é', 'http://a#/b ', ') ', '} '],
  ...['(f: p: { a# = p.b#; }) ', '(callPackage ./x# { }) ', './a${"b"}/**/c ', 'a.b# = 1; '],
];

/** What stands around it, so that it is a head, a body, a member, a string. */
const arounds = /** @type {const} */ ([
  ['{ a, pkgs ? 1 }: ', ''],
  ['{ a }: final: { b = final.c; ', ' }'],
  ['{ a }: final: rec { ', ' }'],
  ['final: prev: { ', ' }'],
  ['final: prev: ', '{ }'],
  ['{ a, ', ' }: 1'],
  ['{ a ? ', ' }: 1'],
  ['{ a }: [ ', ' ]'],
  ['{ a }: "', '"'],
  ["{ a }: ''", "''"],
  ['{ a }: let ', ' in a'],
  ['', ''],
]);

/** Such a text; of each part up to so many. @param {number} most */
function hostileText(most) {
  const count = fc.integer({ min: 1, max: most });
  const nest = fc
    .tuple(fc.constantFrom(...nests), count, fc.boolean())
    .map(([[open, inside, close], times, isClosed]) =>
      [open.repeat(times), inside, isClosed ? close.repeat(times) : ''].join(''),
    );
  const row = fc
    .tuple(fc.constantFrom(...rows), count)
    .map(([text, times]) =>
      Array.from({ length: times }, (_, i) => text.replaceAll('#', String(i))).join(''),
    );
  const parts = fc.array(fc.oneof(nest, row), { minLength: 1, maxLength: 3 });
  return fc
    .tuple(fc.constantFrom(...arounds), parts)
    .map(([[before, behind], inner]) => before + inner.join(' ') + behind);
}

/**
 * Whatever grows in a Nix text, reading it ends without an exception, in steps that grow with its
 * size at most, with a result or with a place.
 *
 * @param {Reader} reader
 * @param {number} most how often a part is repeated
 * @returns {import('./laws.mjs').Law<string>}
 */
export function hostileTexts(reader, most = 6_000) {
  const holdsFor = (/** @type {Uint8Array} */ bytes) => {
    const { steps } = reader.counted(() => {
      for (const { diagnostics } of [
        reader.readPackageFile(bytes),
        reader.readPackageFile(bytes, { depth: 'head' }),
        reader.readGroupFile(bytes),
        reader.readOverlayFile(bytes),
      ]) {
        for (const { position } of diagnostics) ok(position.line > 0 && position.column > 0);
      }
    });
    ok(steps <= stepsForAny + stepsPerByte * bytes.length, `${steps} steps`);
  };
  return {
    ...{ name: 'hostile', inputs: hostileText(most), longest },
    bytes: (text) => Buffer.from(text),
    holds: (text) => holdsFor(Buffer.from(text)),
  };
}

/** JSON that is deep, wide, long, repeated, or not closed. @param {number} most */
function hostileJson(most) {
  const count = fc.integer({ min: 1, max: most });
  const bracket = fc.constantFrom('[', '{"a":', '[[],', '{"config":{"a":', '"', '\\', '{', '[1,');
  const field = fc.constantFrom('scopes', 'layout', 'exclude', 'attributes', 'repos', 'config');
  const deep = fc.tuple(bracket, count).map(([open, times]) => open.repeat(times));
  const wide = fc.tuple(field, count, fc.boolean()).map(([name, times, isList]) => {
    const all = Array.from({ length: times }, (_, i) => `x${i}`);
    const value = isList ? all : Object.fromEntries(all.map((one) => [one, one]));
    return JSON.stringify({ [name]: value });
  });
  const twice = fc
    .tuple(field, count)
    .map(([name, times]) => `{${`"${name}":[],`.repeat(times)}"kind":"core"}`);
  const within = fc
    .tuple(field, deep)
    .map(([name, text]) => `{ "kind": "registry", "${name}": ${text}`);
  return fc.oneof(deep, wide, twice, within);
}

/**
 * Whatever a `nix-repo.json` holds, it is read without an exception, and what is wrong has a place.
 *
 * @param {Pick<typeof import('@nx-nix/resolver'), 'repoAt'>} resolver
 * @param {string} workspace a folder that the file is written into, again and again
 * @param {number} most how often a part is repeated
 * @returns {import('./laws.mjs').Law<string>}
 */
export function hostileRepoFiles({ repoAt }, workspace, most = 20_000) {
  return {
    ...{ name: 'json', inputs: hostileJson(most) },
    bytes: (text) => Buffer.from(text),
    holds: (text) => {
      mkdirSync(join(workspace, 'hostile'), { recursive: true });
      writeFileSync(join(workspace, 'hostile/nix-repo.json'), text);
      const { problems } = repoAt(workspace, 'hostile');
      for (const { place } of problems) ok(place.position.line > 0 && place.position.column > 0);
    },
  };
}
