/** Random package sets: packages that use each other, and those of a base, by random ways. */
import fc from 'fast-check';
import { shardOf } from '@nx-nix/resolver';
import { smallerLists } from './smaller.mjs';
import { ways } from './ways.mjs';

/** @typedef {import('./ways.mjs').Used} Used */

/**
 * One package's use of another.
 *
 * @typedef {object} RandomUse
 * @property {Used} used
 * @property {string} way
 * @property {(typeof places)[number]} place
 */

/**
 * A package at top level, or a module of every Python.
 *
 * @typedef {object} RandomPackage
 * @property {string} name
 * @property {boolean} isModule
 * @property {boolean} isMoved whether it goes to a repo, and does not stay in the base
 * @property {readonly RandomUse[]} uses
 */

/**
 * @typedef {object} RandomSet
 * @property {readonly RandomPackage[]} packages each uses only those before it: no circles
 * @property {readonly string[]} moved packages of the small base that go to repos; the others stay
 * @property {readonly string[]} movedModules
 */

/** What there is in the small base, and gives a derivation everywhere. */
const based = {
  top: [
    ...['bison', 'zlib', 'tree', 'oniguruma', 'jq', 'curl', 'tls', 'linker', 'gmp', 'mpfr'],
    ...['guile', 'hello', 'hello-small', 'mpfr-old', 'jq-plain', 'six', 'less', 'gmpCxx'],
    ...['gmp5', 'report', 'typeset', 'ping', 'pong', 'gnumake', 'oldJq', 'xlib'],
  ],
  module: ['six', 'idna', 'flit', 'requests', 'requests-full', 'numpy', 'curl', 'jq'],
  member: [
    ...['widgets.zlib', 'widgets.button', 'widgets.window', 'gadgets.gear', 'gadgets.clock'],
    ...['hask.text', 'hask.parser', 'plugins.spell', 'plugins.lint', 'xkit.xlib'],
  ],
};

/**
 * NOTE: modules of the base that are made of the same in every Python. Of the others, what they are
 * made of is asked of the first Python only (docs/limits.md).
 */
const sameInAll = ['six', 'numpy', 'curl', 'jq'];

/** What of the small base can be moved to a repo. */
const movable = {
  packages: [
    ...['bison', 'zlib', 'tree', 'oniguruma', 'jq', 'curl', 'tls', 'linker', 'gmp', 'mpfr'],
    ...['guile', 'six', 'less', 'report', 'typeset', 'ping', 'pong', 'gnumake', 'fetchFile'],
    'xterm',
  ],
  modules: ['idna', 'numpy', 'six'],
};

/** Where in a package a list of what it uses stands. */
const places = /** @type {const} */ ([
  ...['build', 'build', 'build', 'native', 'attribute', 'source', 'kept', 'optional'],
]);

const python = fc.constantFrom('python3', 'python3', 'python311', 'python312');
/** The index leads to a package of the random set, or, where none is so far, of the base. */
const target = fc.oneof(
  fc.record({ kind: fc.constant('random'), at: fc.nat(19), set: python }),
  fc.record({ kind: fc.constant('top'), at: fc.nat(99), set: fc.constant('') }),
  fc.record({ kind: fc.constant('module'), at: fc.nat(99), set: python }),
  fc.record({ kind: fc.constant('member'), at: fc.nat(99), set: fc.constant('') }),
);
const drawnUse = fc.record({ target, way: fc.nat(999), place: fc.constantFrom(...places) });
const drawnPackage = fc.record({
  isModule: fc.nat(3).map((one) => one === 0),
  isMoved: fc.nat(9).map((one) => one > 0),
  uses: fc.array(drawnUse, { minLength: 1, maxLength: 4 }),
});

/** @typedef {typeof drawnPackage extends fc.Arbitrary<infer T> ? T : never} DrawnPackage */
/** @typedef {typeof drawnUse extends fc.Arbitrary<infer T> ? T : never} DrawnUse */

/** @type {fc.Arbitrary<RandomSet>} */
export const randomSet = fc
  .record({
    packages: fc.array(drawnPackage, { minLength: 8, maxLength: 20 }),
    moved: fc.subarray(movable.packages, { minLength: 5 }),
    movedModules: fc.subarray(movable.modules),
  })
  .map(({ packages, ...how }) => ({ ...how, packages: named(packages) }));

/**
 * A set in which every way is gone once, to each kind of what there is.
 *
 * @returns {RandomSet}
 */
export function everyWay() {
  const { top, module, member } = ways;
  const packages = [
    ...waysTo({ kind: 'top', name: 'tree', set: '' }, Object.keys(top)),
    ...waysTo({ kind: 'module', name: 'six', set: 'python3' }, Object.keys(module)),
    ...waysTo({ kind: 'module', name: 'six', set: 'python311' }, Object.keys(module)),
    ...waysTo({ kind: 'member', name: 'window', set: 'widgets' }, Object.keys(member)),
    ...waysTo({ kind: 'member', name: 'gear', set: 'gadgets' }, Object.keys(member)),
    ...waysTo({ kind: 'member', name: 'parser', set: 'hask' }, Object.keys(member)),
    ...waysTo({ kind: 'member', name: 'lint', set: 'plugins' }, Object.keys(member)),
  ];
  return {
    packages: packages.map((uses, index) => ({
      ...{ name: `random-${index}`, isModule: false, isMoved: true, uses },
    })),
    moved: ['tree', 'jq', 'zlib', 'bison', 'curl'],
    movedModules: ['six'],
  };
}

/** The uses of packages, one for each way. @param {Used} used @param {readonly string[]} all @returns {readonly (readonly RandomUse[])[]} */
function waysTo(used, all) {
  return all.map((way) => [{ used, way, place: 'build' }]);
}

/** @param {readonly DrawnPackage[]} drawn @returns {readonly RandomPackage[]} */
function named(drawn) {
  const names = drawn.map(({ isModule }, index) => ({ name: `random-${index}`, isModule }));
  return drawn.map(({ uses, isModule, isMoved }, index) => {
    const earlier = names.slice(0, index);
    return {
      ...{ name: `random-${index}`, isModule, isMoved },
      uses: uses.map((use) => namedUse(use, earlier)),
    };
  });
}

/** @param {DrawnUse} drawn @param {readonly { name: string, isModule: boolean }[]} earlier @returns {RandomUse} */
function namedUse({ target: { kind, at, set }, way, place }, earlier) {
  const used = kind === 'random' ? randomUsed(at, set, earlier) : basedUsed(kind, at, set);
  return { used, place, way: elementOf(Object.keys(ways[used.kind]), way) };
}

/** @param {number} at @param {string} set @param {readonly { name: string, isModule: boolean }[]} earlier @returns {Used} */
function randomUsed(at, set, earlier) {
  if (earlier.length === 0) return basedUsed('top', at, '');
  const { name, isModule } = elementOf(earlier, at);
  return isModule ? { kind: 'module', name, set } : { kind: 'top', name, set: '' };
}

/** @param {string} kind @param {number} at @param {string} set @returns {Used} */
function basedUsed(kind, at, set) {
  if (kind === 'module') {
    const names = set === 'python311' ? sameInAll : based.module;
    return { kind, name: elementOf(names, at), set };
  }
  if (kind !== 'member') return { kind: 'top', name: elementOf(based.top, at), set: '' };
  const [of = '', name = ''] = elementOf(based.member, at).split('.');
  return { kind, name, set: of };
}

/** @template T @param {readonly T[]} list @param {number} at @returns {T} */
function elementOf(list, at) {
  return /** @type {T} */ (list[at % list.length]);
}

/**
 * The files of a random package, from the tree's folder.
 *
 * @param {RandomPackage} pkg
 * @returns {Readonly<Record<string, string>>}
 */
export function filesOfPackage({ name, isModule, uses }) {
  const folder = isModule
    ? `pkgs/development/python-modules/${name}`
    : `pkgs/by-name/${shardOf(name)}/${name}`;
  const written = uses.map(({ used, way, place }, index) => {
    const words = { own: `own${index}`, part: `part-${index}.nix` };
    const template = ways[used.kind][way];
    if (!template) throw new Error(`no way to a ${used.kind} is called ${way}`);
    return { place, ...template({ ...used, ...words }), file: words.part };
  });
  const parts = written.flatMap(({ part, file }) =>
    part === undefined ? [] : [[`${folder}/${file}`, part]],
  );
  const main = `${folder}/${isModule ? 'default' : 'package'}.nix`;
  return { [main]: packageText(name, isModule, written), ...Object.fromEntries(parts) };
}

/**
 * @param {string} name
 * @param {boolean} isModule
 * @param {readonly (import('./ways.mjs').WrittenUse & Pick<RandomUse, 'place'>)[]} written
 */
function packageText(name, isModule, written) {
  /** @type {Map<string, string | undefined>} */
  const formals = new Map([['stdenv', undefined]]);
  if (isModule) formals.set('buildPythonPackage', undefined);
  for (const [formal, text] of written.flatMap((one) => Object.entries(one.formals))) {
    // What one use asks for in any case, no other makes optional.
    if (!formals.has(formal) || text === undefined) formals.set(formal, text);
  }
  const head = [...formals].map(([formal, text]) => (text ? `${formal} ? ${text}` : formal));
  const inPlace = (/** @type {string} */ place) =>
    written.filter((one) => one.place === place).map(({ list }) => `(${list})`);
  const together = (/** @type {string} */ place) => inPlace(place).join(' ++ ') || '[ ]';
  const source = `stdenv.mkDerivation { name = "source"; buildInputs = ${together('source')}; }`;
  return [
    `{ ${head.join(', ')} }@args:`,
    `${isModule ? 'buildPythonPackage' : 'stdenv.mkDerivation'} {`,
    `  pname = "${name}";`,
    '  version = "1";',
    `  ${isModule ? 'dependencies' : 'buildInputs'} = ${together('build')};`,
    ...(isModule ? [] : [`  nativeBuildInputs = ${together('native')};`]),
    ...(isModule ? inPlace('native') : []).map((list, i) => `  native${i} = ${list};`),
    ...inPlace('attribute').map((list, i) => `  more${i} = ${list};`),
    ...(inPlace('source').length > 0 ? [`  src = ${source};`] : []),
    `  passthru = { kept = ${together('kept')}; optional-dependencies.all = ${together('optional')}; };`,
    '}\n',
  ].join('\n');
}

/**
 * Smaller sets than one: with fewer packages, fewer uses in one of them, or less that is moved.
 *
 * @param {RandomSet} set
 * @param {readonly string[]} suspects names of packages; a set of just these comes first
 * @returns {Iterable<RandomSet>}
 */
export function* smallerSets(set, suspects) {
  const suspected = set.packages.filter(({ name }) => suspects.includes(name));
  const isLess = suspected.length > 0 && suspected.length < set.packages.length;
  if (isLess) yield { ...set, packages: withoutOthers(suspected) };
  for (const packages of smallerLists(set.packages)) {
    yield { ...set, packages: withoutOthers(packages) };
  }
  for (const [index, pkg] of set.packages.entries()) {
    for (const uses of smallerLists(pkg.uses)) {
      yield { ...set, packages: set.packages.with(index, { ...pkg, uses }) };
    }
  }
  for (const moved of smallerLists(set.moved)) yield { ...set, moved };
  for (const movedModules of smallerLists(set.movedModules)) yield { ...set, movedModules };
}

/** Packages without their uses of random packages that are not among them. @param {readonly RandomPackage[]} packages @returns {readonly RandomPackage[]} */
function withoutOthers(packages) {
  const there = new Set(packages.map(({ name }) => name));
  return packages.map((pkg) => ({
    ...pkg,
    uses: pkg.uses.filter(({ used }) => there.has(used.name) || !used.name.startsWith('random-')),
  }));
}
