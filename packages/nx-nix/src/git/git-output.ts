import { gitArguments, gitEnvironment, notStarted } from './git-settings';
import { ownProgramsOff } from './own-programs';
import { SourceFailure } from './source-failure';

/**
 * So that all machines get the same answer: no attributes and no replaced objects of this machine,
 * and no questions to the user. Other configuration of the user stays, as fetching from private
 * repositories needs it.
 */
const ENVIRONMENT = {
  GIT_ATTR_NOSYSTEM: '1',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_TERMINAL_PROMPT: '0',
};

const NO_ATTRIBUTES = ['-c', 'core.attributesFile=/dev/null'];

/** Options of a call of git. */
export interface GitOptions {
  readonly input?: string | Uint8Array;
  /** A file to use as index, in place of the repository's. */
  readonly index?: string;
}

/**
 * Runs git in a repository.
 * @throws SourceFailure with git's message
 * @returns the standard output
 */
export async function askGit(
  folder: string,
  args: readonly string[],
  options: GitOptions = {},
): Promise<Buffer> {
  const { execa } = await import('execa');
  const ran = await execa('git', [...NO_ATTRIBUTES, ...gitArguments(args, options.index)], {
    ...(await settings(folder, options.index)),
    ...(options.input === undefined ? { stdin: 'ignore' as const } : { input: options.input }),
    reject: false,
    maxBuffer: 1 << 30,
  });
  if (ran.exitCode === 0) return Buffer.from(ran.stdout);
  throw new SourceFailure(
    notStarted(ran) ??
      reason(Buffer.from(ran.stderr ?? '').toString(), ran.shortMessage ?? 'git failed'),
  );
}

/**
 * The same, but the output arrives in pieces: for output that may be long.
 * @throws SourceFailure with git's message
 */
export async function* gitOutput(
  folder: string,
  args: readonly string[],
  input: string,
): AsyncGenerator<Buffer, void> {
  const { execa } = await import('execa');
  const running = execa('git', [...NO_ATTRIBUTES, ...gitArguments(args, undefined)], {
    ...(await settings(folder, undefined)),
    input,
    buffer: { stdout: false, stderr: true },
    reject: false,
  });
  for await (const part of running.iterable({ binary: true })) {
    yield Buffer.from(part.buffer, part.byteOffset, part.byteLength);
  }
  const ran = await running;
  if (ran.exitCode !== 0) {
    throw new SourceFailure(
      reason(Buffer.from(ran.stderr ?? '').toString(), ran.shortMessage ?? 'git failed'),
    );
  }
}

async function settings(folder: string, index: string | undefined) {
  const env = {
    ...gitEnvironment(index),
    ...ENVIRONMENT,
    ...(await ownProgramsOff(folder)),
    ...(await (ssh ??= quietSsh())),
  };
  return { cwd: folder, env, encoding: 'buffer' } as const;
}

let ssh: Promise<Readonly<Record<string, string>>> | undefined;

/**
 * Ssh asks on the terminal, even if git is told not to ask. A user's own ssh command stays as it
 * is.
 */
async function quietSsh(): Promise<Readonly<Record<string, string>>> {
  if (process.env['GIT_SSH_COMMAND'] ?? process.env['GIT_SSH']) return {};
  const { execa } = await import('execa');
  const own = await execa('git', ['config', '--get', 'core.sshCommand'], { reject: false });
  return own.stdout ? {} : { GIT_SSH_COMMAND: 'ssh -o BatchMode=yes' };
}

/**
 * The line of git's output that contains the reason. User names and passwords are removed from
 * URLs.
 */
function reason(stderr: string, otherwise: string): string {
  const lines = stderr.split('\n').map((line) => line.trim());
  const reasonLine =
    lines.find((line) => /^(?:fatal|error|remote):/.test(line)) ?? lines.find(Boolean);
  return (reasonLine ?? otherwise)
    .replace(/^(?:fatal|error): /, '')
    .replaceAll(/:\/\/[^/@\s]+@/g, '://…@')
    .replace(/\.$/, '');
}
