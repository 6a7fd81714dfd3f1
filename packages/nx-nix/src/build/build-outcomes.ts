import { join } from 'node:path';
import type { BuildLog } from './build-log';
import type { Plan } from './dry-run';
import type { Nix } from '../nix/find-nix';
import { askNix } from '../nix/run-nix';
import type { NamedPackage } from './store-names';

/** How a package ended, in the words of the report. */
export type BuildOutcome =
  | 'built'
  | 'substituted'
  | 'there already'
  | 'would be built'
  | 'would be fetched'
  | 'failed'
  | 'does not evaluate'
  | 'not built'
  | 'nothing to build';

/** How a package ended. */
export interface PackageOutcome {
  readonly attribute: string;
  readonly outcome: BuildOutcome;
  /** The reason, where the outcome alone does not explain it. */
  readonly because?: string;
  /** How long its own build took, in seconds. */
  readonly seconds?: number;
  readonly drvPath?: string;
  readonly outputs?: Readonly<Record<string, string>>;
  /** The message of Nix, for a package that does not evaluate. */
  readonly error?: string;
}

/** True if a run with this outcome can be a success. */
export function isSuccessOutcome({ outcome }: PackageOutcome): boolean {
  return !['failed', 'does not evaluate', 'not built'].includes(outcome);
}

/** A derivation that failed to build. */
export interface BuildFailure {
  readonly drvPath: string;
  /** The name that the user is shown. */
  readonly name: string;
  readonly reason: string;
  /** The last lines of its log. */
  readonly tail: readonly string[];
  /** The command that prints the whole log. */
  readonly command: string;
}

/** The derivations that failed, in the order in which they began. */
export function failuresOf(
  nix: Nix,
  log: BuildLog,
  nameOf: (path: string) => string,
  timeout: number | undefined,
): readonly BuildFailure[] {
  const program = nix.isOnPath ? 'nix-store' : join(nix.bin, 'nix-store');
  return [...log.builds.values()].flatMap((build) => {
    const took = (build.endedAt ?? build.startedAt) - build.startedAt;
    // Nix 2.34 does not say which build timed out.
    const isLate = timeout !== undefined && build.outcome !== 'built' && took >= timeout * 1000;
    if (build.outcome !== 'failed' && !isLate) return [];
    return {
      drvPath: build.drvPath,
      name: nameOf(build.drvPath),
      reason: isLate
        ? `timed out after ${timeout} ${timeout === 1 ? 'second' : 'seconds'}`
        : reasonOf(build.drvPath, log.errors()),
      tail: build.tail,
      command: `${program} --read-log ${build.drvPath}`,
    };
  });
}

/** Nix's message about a failure, shortened to the part that all versions of Nix have in common. */
function reasonOf(drvPath: string, errors: readonly string[]): string {
  const message =
    errors.find((text) => text.includes(drvPath)) ?? errors[0] ?? 'for an unknown reason';
  const ended = /failed (?:with|due to) (exit code \d+|signal [^\n;.]*)/.exec(message)?.[1];
  const other = /timed out after \d+ seconds|failed to produce output[^\n]*/.exec(message)?.[0];
  return ended ?? other ?? message.replace(/^error:\s*/, '');
}

interface Circumstances {
  /** Output paths that were missing before the run; `after`: those that are still missing. */
  readonly before: ReadonlySet<string>;
  readonly after: ReadonlySet<string>;
  readonly log: BuildLog;
  readonly failures: readonly BuildFailure[];
  /** In a dry run, what Nix would do. */
  readonly plan: Plan | undefined;
}

/** The outcome of each package, in the same order. */
export async function outcomesOf(
  nix: Nix,
  packages: readonly NamedPackage[],
  circumstances: Circumstances,
): Promise<readonly PackageOutcome[]> {
  const blockedBy = await blockers(nix, circumstances.failures);
  const broken = packages.filter(({ evaluated }) => evaluated.kind === 'error');
  const stoppedBy = [...circumstances.failures.map(({ name }) => name), ...broken.map(attributeOf)];
  return packages.map((pkg) => outcomeOf(pkg, circumstances, blockedBy, stoppedBy));
}

function outcomeOf(
  { attribute, evaluated }: NamedPackage,
  { before, after, log, failures, plan }: Circumstances,
  blockedBy: ReadonlyMap<string, readonly string[]>,
  stoppedBy: readonly string[],
): PackageOutcome {
  if (evaluated.kind === 'error') {
    return { attribute, outcome: 'does not evaluate', error: evaluated.message };
  }
  if (evaluated.kind === 'other') {
    const because = evaluated.type === 'null' ? 'not for this system' : `a ${evaluated.type}`;
    return { attribute, outcome: 'nothing to build', because };
  }
  const { drvPath, outputs } = evaluated;
  const paths = Object.values(outputs);
  const build = log.builds.get(drvPath);
  const seconds =
    build?.endedAt === undefined ? {} : { seconds: (build.endedAt - build.startedAt) / 1000 };
  const is = (outcome: BuildOutcome, because?: string): PackageOutcome => ({
    attribute,
    outcome,
    ...(because === undefined ? {} : { because }),
    ...seconds,
    drvPath,
    outputs,
  });
  if (!paths.some((path) => before.has(path))) return is('there already');
  if (plan) return is(paths.some((p) => plan.fetch.has(p)) ? 'would be fetched' : 'would be built');
  if (!paths.some((path) => after.has(path))) {
    if (paths.some((path) => log.fetched.has(path))) return is('substituted');
    return is('built', build ? undefined : 'by another process during this run');
  }
  const failure = failures.find((failed) => failed.drvPath === drvPath);
  if (failure) return is('failed', failure.reason);
  const blocked = blockedBy.get(drvPath);
  if (blocked) return is('not built', `${blocked.join(', ')} failed`);
  const first = stoppedBy[0];
  return is('not built', first === undefined ? 'stopped' : `stopped, as ${first} failed`);
}

/** By derivation, the names of the failed derivations that it depends on. */
async function blockers(
  nix: Nix,
  failures: readonly BuildFailure[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const blocked = new Map<string, string[]>();
  for (const { drvPath, name } of failures) {
    const asked = await askNix({
      nix,
      program: 'nix-store',
      args: ['--query', '--referrers-closure', drvPath],
    });
    for (const dependent of asked.stdout.split('\n')) {
      if (dependent !== drvPath) blocked.set(dependent, [...(blocked.get(dependent) ?? []), name]);
    }
  }
  return blocked;
}

function attributeOf({ attribute }: NamedPackage): string {
  return attribute;
}
