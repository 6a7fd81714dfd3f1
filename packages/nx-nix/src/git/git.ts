import { gitArguments, gitEnvironment, notStarted } from './git-settings';
import { ownProgramsOff } from './own-programs';

/** The output of a call of git, or why it failed. */
export type GitAnswer =
  { readonly ok: true; readonly output: string } | { readonly ok: false; readonly why: string };

/** Runs git in the repository that contains a folder. Does not throw when git fails. */
export async function git(
  folder: string,
  args: readonly string[],
  { input, index }: { readonly input?: string; readonly index?: string } = {},
): Promise<GitAnswer> {
  const { execa } = await import('execa');
  const ran = await execa('git', gitArguments(args, index), {
    cwd: folder,
    env: { ...gitEnvironment(index), ...(await ownProgramsOff(folder)) },
    ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
    reject: false,
    stripFinalNewline: false,
    maxBuffer: 1 << 30,
  });
  if (ran.exitCode === 0) return { ok: true, output: ran.stdout };
  const missing = notStarted(ran);
  if (missing !== undefined) return { ok: false, why: missing };
  const lastLine = ran.stderr?.trim().split('\n').at(-1);
  return { ok: false, why: lastLine ? lastLine : ran.shortMessage || 'git failed' };
}
