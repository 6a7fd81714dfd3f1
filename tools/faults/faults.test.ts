/** The law of `npm run faults` can fail: each way in which a run can go wrong is told. */

type Files = ReadonlyMap<string, string>;

const names = 'repos/registry/names.nix';
const json = 'repos/registry/pkgs.json';
const before: Files = new Map(Object.entries({ [names]: 'old names', [json]: 'old json' }));
const after: Files = new Map(Object.entries({ [names]: 'new names', [json]: 'new json' }));
const closed = '# Not whole: …';
const REFUSAL = 'error: the registry … is being written, or its writing was interrupted: …';

/** Judges a run that left these files; Nix says of them what is given. */
async function judged(
  now: Files,
  answer: 'killed' | { readonly success: boolean; readonly said: string },
  nix = REFUSAL,
): Promise<{ readonly state: string; readonly faults: readonly string[] }> {
  const { judge } = await import('./law.mjs');
  const files = (of: Files): Map<string, string> => new Map(of);
  return judge({
    answer: answer === 'killed' ? answer : { ...answer, points: [] },
    now: files(now),
    before: files(before),
    after: files(after),
    nix: () => nix,
  });
}

const FAILED = { success: false, said: 'The disk is full.' };

test.each([
  ['old, and said so', before, FAILED, 'old'],
  ['new', after, { success: true, said: '' }, 'new'],
  ['killed before and after', before, 'killed', 'old'],
  ['refused', new Map([...before, [names, closed]]), 'killed', 'refused'],
  [
    'a temporary file of one that was killed',
    new Map([...before, ['a.1.tmp', '']]),
    'killed',
    'old',
  ],
] as const)('%s: nothing is wrong', async (_, now, answer, state) => {
  expect(await judged(now, answer)).toEqual({ state, faults: [] });
});

test.each([
  ['a mixture', new Map([...before, [json, 'new json']]), 'killed', REFUSAL, /^a mixture: /],
  ['one that Nix takes', new Map([...after, [names, closed]]), 'killed', 'evaluated: 1', /refuse/],
  ['success without a result', before, { success: true, said: '' }, '', /has not written/],
  ['failure without a word', before, { success: false, said: '' }, '', /said nothing/],
  ['a trace', before, { success: false, said: 'x\n    at f (a.js:1:1)' }, '', /^a trace/],
  ['a file that stays', new Map([...before, ['a.1.tmp', '']]), FAILED, '', /files stay: a\.1\.tmp/],
] as const)('%s: it is told', async (_, now, answer, nix, fault) => {
  const { faults } = await judged(now, answer, nix);
  expect(faults).toEqual([expect.stringMatching(fault)]);
});

test('results of a repo that are of two ages: only where the run was killed', async () => {
  const { judge } = await import('./law.mjs');
  const results = (resolution: string, positions: string): Map<string, string> =>
    new Map([
      ...before,
      ['dist/repos/core/resolution.json', `["${resolution}"]`],
      ['dist/repos/core/positions.json', positions],
    ]);
  const found = {
    before: results('old', 'old'),
    after: results('new', 'new'),
    nix: () => REFUSAL,
  };
  const now = results('new', 'old');
  expect(judge({ ...found, now, answer: 'killed' })).toEqual({ state: 'unread', faults: [] });
  expect(judge({ ...found, now, answer: { ...FAILED, points: [] } }).faults).not.toEqual([]);
  const neither = results('neither', 'old');
  expect(judge({ ...found, now: neither, answer: 'killed' }).faults).not.toEqual([]);
});
