/**
 * Variables that would make git use another repository than the one of its folder. Hooks of git set
 * them, and a check may run in a hook.
 */
const REPOSITORY_VARIABLES = [
  'GIT_COMMON_DIR',
  'GIT_DIR',
  'GIT_INDEX_FILE',
  'GIT_NAMESPACE',
  'GIT_PREFIX',
  'GIT_WORK_TREE',
];

/** No program that watches files, no hooks, and no cleaning up behind a question. */
const PLAIN = [
  ...['-c', 'core.fsmonitor=false'],
  ...['-c', 'core.hooksPath=/dev/null'],
  ...['-c', 'gc.auto=0'],
];

/** What would write files beside an index of our own, or leave entries out of it. */
const PLAIN_INDEX = [
  ...['-c', 'core.sparseCheckout=false'],
  ...['-c', 'core.splitIndex=false'],
  ...['-c', 'core.untrackedCache=false'],
];

/**
 * The arguments of every run of git, with the settings that make it plain.
 * @param index an index of our own. NOTE: the settings for it are left out for the repository's own
 *   index, which `git status` would write anew by them.
 */
export function gitArguments(args: readonly string[], index: string | undefined): string[] {
  return [...PLAIN, ...(index === undefined ? [] : PLAIN_INDEX), ...args];
}

/** Why git could not be started, as a sentence; undefined where it was started. */
export function notStarted({ code }: { readonly code?: string | undefined }): string | undefined {
  if (code !== 'ENOENT') return undefined;
  return 'there is no git on PATH: install git, or add its folder to PATH';
}

/** The environment of every run of git, over that of this process: the folder's repository, in English. */
export function gitEnvironment(
  index: string | undefined,
): Readonly<Record<string, string | undefined>> {
  return {
    ...Object.fromEntries(REPOSITORY_VARIABLES.map((name) => [name, undefined])),
    LC_ALL: 'C',
    ...(index !== undefined && { GIT_INDEX_FILE: index }),
  };
}
