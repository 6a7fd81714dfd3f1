import { nearestNames } from '@nx-nix/resolver';
import { UserError } from '../boundary/user-error';
import type { EvaluationFailure } from './evaluation/evaluation-process';
import type { EvaluationQueue, QueueSettings } from './evaluation/evaluation-queue';
import { nixSystem } from '../nix/nix-system';
import type { ProbedSet } from './evaluation/answer';
import { SIDE_NAMES, type SetOfSide } from './evaluation/side';

/**
 * Requires that both sides evaluate, as sets, for all systems. So an error of a whole set is
 * reported once, and not for each package.
 * @throws UserError that names all sets that do not evaluate
 */
export async function requireSets(
  queue: EvaluationQueue,
  settings: QueueSettings,
  systems: readonly string[],
): Promise<void> {
  const sets = systems.flatMap((system) => SIDE_NAMES.map((side) => ({ side, system })));
  const told = await Promise.all(
    sets.map(async (of) => problem(of, await queue.probe(of), settings)),
  );
  const problems = [...new Set(told.filter((text) => text !== undefined))];
  if (problems.length > 0) throw new UserError(problems.join('\n'));
}

function problem(
  { side, system }: SetOfSide,
  ready: ProbedSet | EvaluationFailure,
  { sides, cross }: QueueSettings,
): string | undefined {
  const { label, source } = sides[side];
  if ('message' in ready) {
    const hint = ready.message.includes('restricted mode')
      ? '. Name the folder in --readable, if it belongs to the set'
      : '';
    return `${label} does not evaluate for ${system}: ${ready.message}${hint}`;
  }
  if (!ready.ready) {
    if (ready.crosses.length === 0) return `${label} has no pkgsCross, so no --cross=${cross}`;
    const near = nearestNames(cross ?? '', ready.crosses);
    const hint = near.length > 0 ? `; did you mean ${near.join(' or ')}?` : '';
    return `${label} has no pkgsCross.${cross}${hint}`;
  }
  if (ready.type !== 'set') {
    const what = source.kind === 'file' ? `${source.file} gives` : 'the attribute is';
    return `${label} is no package set: ${what} ${ready.type === 'lambda' ? 'a function' : `a ${ready.type}`}`;
  }
  if (!ready.takesSystem && system !== nixSystem()) {
    return `${label} takes no \`system\`, so it cannot be evaluated for ${system}`;
  }
  return undefined;
}
