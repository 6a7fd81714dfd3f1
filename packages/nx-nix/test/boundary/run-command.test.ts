import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UnreadableFile } from '@nx-nix/resolver';
import { envelopeIn } from '../../../../tools/testing/json-output';
import { temporaryFolder } from '../../../../tools/testing/temporary-folder';
import { runCommand, type CommandOutcome } from '../../src/boundary/run-command';
import { UserError } from '../../src/boundary/user-error';

/** What every executor prints and gives to Nx, however its work ends. */

const KEYS = ['command', 'project', 'success', 'problems', 'error', 'result'];

interface Said {
  readonly success: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(
  json: boolean,
  work: (signal: AbortSignal) => Promise<CommandOutcome>,
  stopsItself = false,
): Promise<Said> {
  const [out, err] = [[] as string[], [] as string[]];
  const log = jest.spyOn(console, 'log').mockImplementation((text: string) => void out.push(text));
  const error = jest
    .spyOn(console, 'error')
    .mockImplementation((text: string) => void err.push(text));
  try {
    const settings = { command: 'try', json, stopsItself };
    const { success } = await runCommand(settings, { projectName: 'core' }, work);
    return { success, stdout: out.join('\n'), stderr: err.join('\n') };
  } finally {
    log.mockRestore();
    error.mockRestore();
  }
}

const outcome: CommandOutcome = {
  success: false,
  problems: [new UnreadableFile({ file: 'a.nix', position: { line: 1, column: 2 } }, 'gone')],
  result: { repo: 'core' },
  print: () => console.log('for a person'),
};

test('an outcome is printed for a person, or as one object', async () => {
  expect(await run(false, async () => outcome)).toMatchObject({
    success: false,
    stdout: 'for a person',
  });
  const envelope = envelopeIn((await run(true, async () => outcome)).stdout);
  expect(Object.keys(envelope)).toEqual(KEYS);
  expect(envelope).toMatchObject({
    ...{ command: 'try', project: 'core', success: false, error: null },
    ...{ problems: [{ code: 'unreadable-file', line: 1, column: 2 }], result: { repo: 'core' } },
  });
});

async function failing(): Promise<CommandOutcome> {
  throw new UserError('there is no Nix: install one');
}

function diskFull(): Promise<CommandOutcome> {
  // The system's own error: nothing can be written there.
  writeFileSync('/dev/full', 'x');
  return Promise.resolve(outcome);
}

async function faulty(): Promise<CommandOutcome> {
  return (undefined as never as { readonly it: CommandOutcome }).it;
}

async function missing(): Promise<CommandOutcome> {
  writeFileSync(join(temporaryFolder('run-command'), 'no', 'such', 'folder'), '');
  return outcome;
}

test.each([
  ['what a user can mend', failing, 'user', /^there is no Nix: install one$/],
  ['a full disk', diskFull, 'user', /^The disk is full: there is no room to write .+\. Make room/],
  ['a fault of ours', faulty, 'failure', /^nx-nix failed, .* Please report it [\s\S]*run-command/],
  ['an error nobody thought of', missing, 'failure', /ENOENT/],
])('%s: a sentence, or the same object with an error', async (_, work, kind, message) => {
  const text = await run(false, work);
  expect([text.success, text.stdout]).toEqual([false, '']);
  expect(text.stderr).toMatch(message);
  const json = await run(true, work);
  expect(json.stderr).toBe('');
  const envelope = envelopeIn(json.stdout);
  expect(Object.keys(envelope)).toEqual(KEYS);
  expect(envelope).toMatchObject({ success: false, problems: [], result: null, error: { kind } });
  expect(envelope.error!.message).toMatch(message);
});

test.each([
  ['EACCES', 'Permission denied for /x: '],
  ['EPERM', 'Permission denied for /x: '],
  ['EROFS', '/x cannot be written: its file system is read-only.'],
  ['EDQUOT', 'Your quota on this disk is used up'],
  ['EIO', 'The system could not read or write /x (EIO): '],
  ['EMFILE', 'Too many files are open'],
])('the system says %s', async (code, sentence) => {
  const thrown = Object.assign(new Error(`${code}: some words`), { code, path: '/x' });
  const said = await run(false, () => Promise.reject(thrown));
  expect(said.stderr).toContain(sentence);
  expect(said.stderr).not.toContain('nx-nix failed');
});

test('a signal: the command stops by itself, and what broke because of it is not told', async () => {
  const stopped = (signal: AbortSignal): Promise<CommandOutcome> => {
    setImmediate(() => process.emit('SIGTERM'));
    return new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(new TypeError('cut short')));
    });
  };
  expect(await run(false, stopped, true)).toMatchObject({ success: false, stderr: 'Interrupted.' });
  const { error } = envelopeIn((await run(true, stopped, true)).stdout);
  expect(error).toEqual({ kind: 'interrupted', message: 'Interrupted.' });
});
