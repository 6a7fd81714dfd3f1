import { BuildLog, type Change } from '../../src/build/build-log';
import { planOf } from '../../src/build/dry-run';
import { parseNixLine } from '../../src/build/internal-json';

/** Lines as Nix 2.8, 2.26 and 2.34 write them, and what they come to. */

const STORE = '/nix/store/';
const HASH = '0123456789abcdfghijklmnpqrsvwxyz';
const drv = (name: string): string => `${STORE}${HASH}-${name}.drv`;

const line = (content: unknown): string => `@nix ${JSON.stringify(content)}`;
const start = (id: number, name: string): string =>
  line({
    action: 'start',
    id,
    level: 3,
    parent: 0,
    type: 105,
    text: `building '${drv(name)}'`,
    fields: [drv(name), '', 1, 1],
  });
const result = (id: number, type: number, ...fields: readonly unknown[]): string =>
  line({ action: 'result', id, type, fields });
const stop = (id: number): string => line({ action: 'stop', id });
const error = (msg: string): string =>
  line({ action: 'msg', level: 0, msg: `\u001b[31;1merror:\u001b[0m ${msg}`, raw_msg: msg });

let clock = 0;
function logOf(lines: readonly string[]): { log: BuildLog; changes: readonly Change[] } {
  clock = 0;
  const log = new BuildLog(() => (clock += 1000));
  const changes = lines.flatMap((text) => {
    const event = parseNixLine(text);
    return (event && log.take(event)) ?? [];
  });
  return { log, changes };
}

test('a build: its phase, the end of its log, and that the store says that it is built', () => {
  const { log, changes } = logOf([
    line({ action: 'start', id: 1, level: 0, type: 104, text: '' }),
    start(2, 'hello'),
    result(2, 104, 'buildPhase'),
    ...Array.from({ length: 25 }, (_, i) => result(2, 101, `\u001b[1mline\u001b[0m ${i + 1}`)),
    result(1, 105, 1, 4, 0, 0),
  ]);
  expect(changes.map(({ kind }) => kind)).toEqual(['started']);
  expect(log.running()).toMatchObject([{ phase: 'buildPhase', outcome: 'running' }]);
  expect([log.done, log.expected]).toEqual([1, 4]);
  expect(log.isBuilt(drv('hello'))).toMatchObject({ kind: 'ended', build: { outcome: 'built' } });
  const { tail } = log.builds.get(drv('hello'))!;
  expect([tail.length, tail[0], tail[19]]).toEqual([20, 'line 6', 'line 25']);
  expect(log.running()).toEqual([]);
});

test.each([
  ['2.8 and 2.26', `builder for '\u001b[35;1m${drv('bad')}\u001b[0m' failed with exit code 3`],
  [
    '2.34',
    `Cannot build '${drv('bad')}'.\n       Reason: \u001b[31;1mbuilder failed with exit code 3\u001b[0m.`,
  ],
])('a failure, as %s says it, before its activity stops or after', (_versions, message) => {
  for (const order of [
    [error(message), stop(2)],
    [stop(2), error(message)],
  ]) {
    const { log, changes } = logOf([start(2, 'bad'), start(3, 'other'), ...order, stop(3)]);
    expect(log.builds.get(drv('bad'))!.outcome).toBe('failed');
    expect(log.builds.get(drv('other'))!.outcome).toBe('stopped');
    expect(changes.filter(({ kind }) => kind === 'ended').at(-1)).toBeDefined();
  }
});

test('the list of what did not come to its end is no failure of each', () => {
  const all = `build of '${drv('a')}', '${drv('b')}' failed`;
  const { log } = logOf([start(1, 'a'), start(2, 'b'), stop(1), stop(2), error(all)]);
  expect([...log.builds.values()].map(({ outcome }) => outcome)).toEqual(['stopped', 'stopped']);
  expect(log.errors()).toEqual([`error: ${all}`]);
});

test('what is fetched', () => {
  const path = `${STORE}${HASH}-zlib`;
  const fields = [path, 'https://cache.example.org'];
  const { log, changes } = logOf([line({ action: 'start', id: 9, type: 108, fields })]);
  expect(changes).toEqual([{ kind: 'fetching', path, from: 'https://cache.example.org' }]);
  expect([...log.fetched]).toEqual([path]);
});

test('a line of another format is an error that somebody printed; an odd one harms nobody', () => {
  const lines = ["error: executing '': No such file", '@nix {not json', '', line({}), line([])];
  expect(logOf(lines).log.errors()).toEqual([
    "error: executing '': No such file",
    '@nix {not json',
  ]);
});

test('a dry run announces what it would do', () => {
  const say = (msg: string): string => line({ action: 'msg', level: 3, msg });
  const { log } = logOf([
    say('these 2 derivations will be built:'),
    say(`  ${drv('a')}`),
    say(`  ${drv('b')}`),
    say('this path will be fetched (0.10 MiB download, 0.30 MiB unpacked):'),
    say(`  ${STORE}${HASH}-zlib`),
    say('something else'),
    say(`  ${drv('no')}`),
  ]);
  const { build, fetch } = planOf(log);
  expect([[...build], [...fetch]]).toEqual([[drv('a'), drv('b')], [`${STORE}${HASH}-zlib`]]);
});
