/** The output of a call of git, or why it failed. */
export type GitAnswer =
  { readonly ok: true; readonly output: string } | { readonly ok: false; readonly why: string };

/**
 * Variables that would make git use another repository than the one of its folder. Hooks of git set
 * them, and a check may run in a hook.
 */
export const REPOSITORY_VARIABLES = [
  'GIT_COMMON_DIR',
  'GIT_DIR',
  'GIT_INDEX_FILE',
  'GIT_NAMESPACE',
  'GIT_PREFIX',
  'GIT_WORK_TREE',
];

/** Settings that would write files beside an index of our own, or leave entries out of it. */
const PLAIN = [
  ...['-c', 'core.fsmonitor=false'],
  ...['-c', 'core.sparseCheckout=false'],
  ...['-c', 'core.splitIndex=false'],
  ...['-c', 'core.untrackedCache=false'],
];

/** Runs git in the repository that contains a folder. Does not throw when git fails. */
export async function git(
  folder: string,
  args: readonly string[],
  { input, index }: { readonly input?: string; readonly index?: string } = {},
): Promise<GitAnswer> {
  const { execa } = await import('execa');
  const env = {
    ...Object.fromEntries(REPOSITORY_VARIABLES.map((name) => [name, undefined])),
    LC_ALL: 'C',
    ...(index !== undefined && { GIT_INDEX_FILE: index }),
  };
  const ran = await execa('git', [...PLAIN, ...args], {
    cwd: folder,
    env,
    ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
    reject: false,
    stripFinalNewline: false,
    maxBuffer: 1 << 30,
  });
  if (ran.exitCode === 0) return { ok: true, output: ran.stdout };
  const lastLine = ran.stderr?.trim().split('\n').at(-1);
  return { ok: false, why: lastLine ? lastLine : ran.shortMessage || 'git failed' };
}
