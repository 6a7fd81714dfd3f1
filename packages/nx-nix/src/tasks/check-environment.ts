import type { NxJsonConfiguration } from '@nx/devkit';
import { revisionCommits, type RevisionCommits } from '../git/revision';
import type { PluginOptions } from '../workspace/plugin-options';
import { UserError } from '../boundary/user-error';

/**
 * The environment variable, an input of `check`, that says which commits the revisions mean that this
 * run may compare with: `main` is another tree tomorrow, and today's result must not be a hit then.
 */
export const REVISIONS_VARIABLE = 'NX_NIX_CHECK_REVISIONS';

// Why: docs/decisions/checking.md#what---base-means-is-found-out-before-tasks-are-hashed
/** The variable's value for a run that is about to begin; every run has one. */
export async function checkEnvironment(
  workspaceRoot: string,
  plugin: PluginOptions,
  argv: readonly string[],
  nxJson: NxJsonConfiguration,
): Promise<Readonly<Record<string, string>>> {
  const revisions: Record<string, RevisionCommits> = {};
  const named = [...revisionsIn(argv), ...revisionsOf(nxJson.targetDefaults)];
  for (const revision of [...new Set(named)].sort()) {
    revisions[revision] = await revisionCommits(workspaceRoot, plugin.repos, revision);
  }
  return { [REVISIONS_VARIABLE]: JSON.stringify(revisions) };
}

/**
 * What that variable says of a revision. Read from there and not asked of git again: the result is
 * kept under what was said when tasks were hashed.
 */
export function announcedRevision(revision: string): RevisionCommits {
  const said = process.env[REVISIONS_VARIABLE];
  const revisions = JSON.parse(said || '{}') as Record<string, RevisionCommits>;
  const found = Object.hasOwn(revisions, revision) ? revisions[revision] : undefined;
  if (found) return found;
  throw new UserError(
    `say \`--base=${revision}\` on the command line, or under "targetDefaults" in nx.json: which commit it means has to be known before the task is looked up in the cache`,
  );
}

/** `--base=REV` and `--base REV`, wherever they stand. */
function revisionsIn(argv: readonly string[]): readonly string[] {
  return argv.flatMap((argument, i) => {
    if (argument === '--base') return argv[i + 1] ?? [];
    return argument.startsWith('--base=') ? argument.slice('--base='.length) : [];
  });
}

/** Every option "base" in nx.json's defaults, of whichever target and configuration. */
function revisionsOf(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'base' && typeof inner === 'string' ? [inner] : revisionsOf(inner),
  );
}
