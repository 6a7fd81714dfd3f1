import { problemText } from '@nx-nix/resolver';
import { UserError } from '../boundary/user-error';
import { askProblems } from './kept-asks';
import type { ProjectAsk } from './project-asks';

/**
 * Refuses to run tasks where a repo's own files change what Nx runs. `check` goes on, so that one
 * repo does not keep the problems of all others from being told, as long as nothing concerns
 * targets of that name.
 * @param argv the command line of the run
 * @throws UserError with all that is not granted
 */
export function refuseChangedRun(
  workspaceRoot: string,
  asks: readonly ProjectAsk[],
  argv: readonly string[],
): void {
  if (asks.length === 0) return;
  const concernsCheck = asks.some(
    ({ target, field, concernsAll }) => target === 'check' || field === 'projects' || concernsAll,
  );
  if (!concernsCheck && isOnlyCheck(argv.slice(2))) return;
  const told = askProblems(workspaceRoot, asks).map((problem) => problemText(problem));
  throw new UserError(
    `nothing is run, as repos change what Nx runs, and the registry does not grant it:\n\n${told.join('\n\n')}`,
  );
}

/** Whether a command line runs the target `check` and surely nothing else. */
function isOnlyCheck(args: readonly string[]): boolean {
  const [command, second] = args;
  if (command === 'run') return isCheckOf(second);
  if (command === 'run-many' || command === 'affected') return targetsNamed(args) === 'check';
  // `nx check core`, `nx core:check`.
  return command === 'check' || isCheckOf(command);
}

function isCheckOf(text: string | undefined): boolean {
  return text !== undefined && /^[^:-][^:]*:check$/.test(text);
}

/** The value of the one option that names targets; undefined if there is not exactly one. */
function targetsNamed(args: readonly string[]): string | undefined {
  const named = args.flatMap((arg, i) => {
    const [, inline] = /^(?:-t|--targets?)(?:=(.*))?$/.exec(arg) ?? [undefined, undefined];
    if (inline !== undefined) return [inline];
    if (!/^(?:-t|--targets?)$/.test(arg)) return arg.startsWith('-t') ? ['?'] : [];
    // Several values may follow the option.
    const next = args[i + 2];
    return [next === undefined || next.startsWith('-') ? args[i + 1] : '?'];
  });
  return named.length === 1 ? named[0] : undefined;
}
