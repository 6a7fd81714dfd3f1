import type { AttributePath } from '@nx-nix/resolver';
import {
  queryBase,
  type BaseAnswer,
  type BaseQuestion,
  type ChangedBase,
  type QueriedBase,
} from './base-query';

/** More groups than this, for one system, are not asked about: each takes a process. */
const MOST_GROUPS = 300;

/** Names that are known to read the same packages. */
interface Group {
  /** The marks of these packages. They are left as they are, so that further ones are found. */
  readonly open: readonly string[];
  readonly names: number[];
}

// Why: docs/decisions/base.md#what-is-read-of-a-package-is-found-by-letting-it-fail
/**
 * Finds the replaced packages of which each name of the base reads more than the derivation: a
 * version, a source, what a default or an `if` asks. All attributes of replaced packages fail when
 * they are read. A name that fails tells the first package; with that one left as it is, it is asked
 * again, until it does not fail any more. Names that read the same are asked together.
 * @param names paths that evaluate
 * @returns the marks for each name; `all` where it cannot be found out
 */
export async function readOfPackages(
  base: QueriedBase,
  system: string,
  changed: ChangedBase,
  names: readonly AttributePath[],
): Promise<readonly (readonly string[] | 'all')[]> {
  const results: (readonly string[] | 'all')[] = names.map(() => 'all');
  let asked = 0;
  let groups: readonly Group[] = [{ open: [], names: names.map((_, i) => i) }];
  while (groups.length > 0) {
    const next = new Map<string, Group>();
    for (const group of groups) {
      // What is left then stays `all`.
      if ((asked += 1) > MOST_GROUPS) return results;
      const questions = group.names.map((i): BaseQuestion => ({ what: 'reads', path: names[i]! }));
      const answers = await queryBase(base, system, questions, { ...changed, open: group.open });
      const kept = new Set<string>();
      group.names.forEach((name, i) => {
        const answer = answers[i]!;
        const open = [...new Set([...group.open, ...kept, ...readIn(answer)])].sort();
        for (const mark of caughtIn(answer)) kept.add(mark);
        const isNew = open.length > group.open.length;
        if (!isNew && 'is' in answer && answer.is !== 'fails') results[name] = open;
        else if (isNew) put(next, open, name);
        // Nix may keep a failure of a name before, and not tell it again. Alone, a name tells it.
        else if ('is' in answer && group.names.length > 1) put(next, open, name, String(name));
      });
    }
    groups = [...next.values()];
  }
  return results;
}

/** The marks that a name told, in the order of reading. */
function readIn(answer: BaseAnswer): readonly string[] {
  const found = 'is' in answer ? (answer.found ?? []) : [];
  return found.flatMap(({ reads }) => reads ?? []);
}

/**
 * The marks whose failure the base itself has caught, with `tryEval`. Then Nix keeps what the base
 * made of it, and a later name that needs the same tells nothing: such marks count for it, too.
 */
function caughtIn(answer: BaseAnswer): readonly string[] {
  const reads = readIn(answer);
  return 'is' in answer && answer.is === 'fails' ? reads.slice(0, -1) : reads;
}

function put(
  groups: Map<string, Group>,
  open: readonly string[],
  name: number,
  separately = '',
): void {
  const key = [...open, separately].join(' ');
  const group = groups.get(key) ?? { open, names: [] };
  group.names.push(name);
  groups.set(key, group);
}
