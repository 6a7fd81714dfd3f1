import type { PackageOutcome } from '../../src/build/build-outcomes';
import { durationText } from '../../src/build/build-progress';
import { buildReportText, tableText } from '../../src/build/build-report';
import { storeFailure } from '../../src/nix/store-failure';

/** What a person reads at the end. */

const outcomes: readonly PackageOutcome[] = [
  { attribute: 'hello', outcome: 'built', seconds: 12.34 },
  { attribute: '"7zip"', outcome: 'there already' },
  { attribute: 'zlib', outcome: 'not built', because: 'stdenv failed' },
];

test('the table', () => {
  expect(tableText(outcomes)).toBe(
    [
      'package  outcome                   seconds',
      'hello    built                        12.3',
      '"7zip"   there already',
      'zlib     not built: stdenv failed',
    ].join('\n'),
  );
});

test('failures come before it, with the end of the log and the command for the rest', () => {
  const failure = {
    drvPath: '/nix/store/x-stdenv.drv',
    name: 'stdenv',
    reason: 'exit code 2',
    tail: ['one', '', 'two'],
    command: 'nix-store --read-log /nix/store/x-stdenv.drv',
  };
  const { text } = buildReportText({
    succeeded: false,
    outcomes,
    failures: [failure, { ...failure, name: 'quiet', tail: [] }],
    errors: [],
    storeFailure: undefined,
    fresh: new Set(),
  });
  expect(text).toContain(
    'stdenv failed: exit code 2. The end of its log:\n  one\n  \n  two\n  The whole log: nix-store --read-log /nix/store/x-stdenv.drv\n\n',
  );
  expect(text).toContain('quiet failed: exit code 2. It printed nothing.\n  The whole log: ');
  expect(text.endsWith(tableText(outcomes))).toBe(true);
});

test.each([
  [400, '0.4 s'],
  [59_400, '59 s'],
  [185_000, '3 min 5 s'],
])('%d milliseconds are %s', (milliseconds, text) => {
  expect(durationText(milliseconds)).toBe(text);
});

test.each([
  ['error: writing to file: No space left on device', 'The disk is full'],
  ['error: setting journal mode: database or disk is full', 'The disk is full'],
  ["error: opening lock file '/nix/var/nix/db/big-lock': Permission denied", 'may not write'],
  ["error: creating directory '/nix/store/.links': Read-only file system", 'may not write'],
  ["error: cannot connect to socket at '/nix/var/nix/daemon-socket/socket'", 'does not answer'],
  ["error: builder for 'x.drv' failed with exit code 1", undefined],
])('%s: %s', (error, hint) => {
  const said = storeFailure([error], '/nix/store');
  if (hint === undefined) expect(said).toBeUndefined();
  else expect(said).toContain(hint);
});
