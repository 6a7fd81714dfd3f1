import type { HostileKind } from '../kinds';

/** A flake.lock that nobody's Nix wrote, and what is wrong with it. */
export interface HostileLock {
  readonly name: string;
  readonly kind: HostileKind;
  readonly text: string;
  /** What is wrong, in words; undefined where it is read, and has these inputs. */
  readonly wrong?: string;
  readonly inputs?: readonly string[];
}

const node = { locked: { type: 'path', path: '/x' }, original: { type: 'path', path: '/x' } };
const written = (
  name: string,
  file: object,
  said: Pick<HostileLock, 'wrong' | 'inputs'>,
): HostileLock => ({ name, kind: 'locks', text: JSON.stringify(file), ...said });
const nodes = (
  name: string,
  of: object,
  said: Pick<HostileLock, 'wrong' | 'inputs'>,
): HostileLock => written(name, { nodes: of, root: 'root', version: 7 }, said);

const NOWHERE = 'the input `a` of its node `root` leads nowhere';
const NO_ROOT = 'it has no nodes, or no root among them';

export const LOCKS: readonly HostileLock[] = [
  { name: 'no JSON', kind: 'locks', text: '{ nodes: 1 }', wrong: 'it is no JSON' },
  {
    name: 'lists without end',
    kind: 'locks',
    text: '['.repeat(100_000),
    wrong: 'too many lists and objects lie inside of each other in it',
  },
  written('nothing', {}, { wrong: NO_ROOT }),
  written(
    'a root that every object has',
    { nodes: {}, root: 'constructor', version: 7 },
    { wrong: NO_ROOT },
  ),
  written(
    'a root that is the prototype',
    { nodes: {}, root: '__proto__', version: 7 },
    { wrong: NO_ROOT },
  ),
  written(
    'another version',
    { nodes: { root: {} }, root: 'root', version: 8 },
    {
      wrong: 'it is of version 8; version 7 is known here',
    },
  ),
  nodes('an input that leads nowhere', { root: { inputs: { a: 'b' } } }, { wrong: NOWHERE }),
  nodes(
    'an input that every object has',
    { root: { inputs: { a: 'toString' } } },
    { wrong: NOWHERE },
  ),
  nodes(
    'an input that is the prototype',
    { root: { inputs: { a: '__proto__' } } },
    { wrong: NOWHERE },
  ),
  nodes('an input that is a number', { root: { inputs: { a: 1 } } }, { wrong: NOWHERE }),
  nodes('a node that is no object', { a: 'x', root: { inputs: { a: 'a' } } }, { wrong: NOWHERE }),
  nodes(
    'a source that is a list',
    { a: { ...node, locked: [] }, root: { inputs: { a: 'a' } } },
    { wrong: NOWHERE },
  ),
  nodes(
    'a source with an object in it',
    { a: { ...node, locked: { type: 'path', path: { a: 1 } } }, root: { inputs: { a: 'a' } } },
    { wrong: NOWHERE },
  ),
  nodes(
    'a commit that is an option of git',
    {
      a: { ...node, locked: { type: 'git', url: 'file:///x', rev: '--upload-pack=touch x' } },
      root: { inputs: { a: 'a' } },
    },
    { wrong: 'the `rev` of its node `a` is no commit with 40 digits' },
  ),
  nodes(
    'a parent that is no list',
    { a: { ...node, parent: '..' }, root: { inputs: { a: 'a' } } },
    { wrong: 'the `parent` of its node `a` is no list of names' },
  ),
  nodes(
    'a circle',
    { a: { ...node, inputs: { b: 'a' } }, root: { inputs: { a: 'a' } } },
    { inputs: ['a'] },
  ),
  nodes(
    'a row without end',
    {
      ...Object.fromEntries(
        Array.from({ length: 20_000 }, (_, i) => [
          `n${i}`,
          { ...node, inputs: { a: `n${i + 1}` } },
        ]),
      ),
      n20000: node,
      root: { inputs: { a: 'n0' } },
    },
    { wrong: 'the inputs of its node `n500` lie more than 500 levels deep' },
  ),
  {
    name: 'a node twice: the last counts, as for Nix',
    kind: 'locks',
    text: `{"nodes":{"root":{"inputs":{"a":"a"}},"root":{},"a":${JSON.stringify(node)}},"root":"root","version":7}`,
    inputs: [],
  },
  {
    name: 'an input called like the prototype',
    kind: 'locks',
    text: `{"nodes":{"root":{"inputs":{"__proto__":"a"}},"a":${JSON.stringify(node)}},"root":"root","version":7}`,
    inputs: ['__proto__'],
  },
];
