import { BuildLog } from './build-log';
import { planOf } from './dry-run';
import { evaluate, type Evaluated, type EvaluationSettings, type PackageName } from './evaluate';
import type { Nix } from '../nix/find-nix';
import { buildArguments, type NixOptions } from '../nix/nix-options';
import {
  failuresOf,
  isSuccessOutcome,
  outcomesOf,
  type BuildFailure,
  type PackageOutcome,
} from './build-outcomes';
import { Progress } from './build-progress';
import type { Screen } from '../boundary/terminal';
import { realise } from './realise';
import { storeNames } from './store-names';
import { forgetVanished, isOnDisk, missingPaths } from '../nix/store-paths';
import { storeFailure } from '../nix/store-failure';

/** What to build, and how. */
export interface BuildRequest {
  readonly nix: Nix;
  readonly storeDir: string;
  readonly place: EvaluationSettings;
  readonly packages: readonly PackageName[];
  readonly options: NixOptions;
  /** True: find out what Nix would do, and build nothing. */
  readonly dryRun: boolean;
  /** Where progress is shown; undefined: nowhere. */
  readonly screen?: Screen | undefined;
}

/** The result of a build. */
export interface BuildReport {
  readonly succeeded: boolean;
  /** One outcome for each requested package, in that order. */
  readonly outcomes: readonly PackageOutcome[];
  /** Derivations that failed to build; they need not be packages. */
  readonly failures: readonly BuildFailure[];
  /** Other error messages of Nix; mostly about builds that could not start. */
  readonly errors: readonly string[];
  /** What the user can do about the store, if the store caused the failure. */
  readonly storeFailure: string | undefined;
  /** Output paths that were not in the store before. */
  readonly fresh: ReadonlySet<string>;
}

/**
 * Evaluates packages, and builds them. If some do not evaluate, the others are built only with
 * `keepGoing`.
 */
export async function buildPackages(request: BuildRequest): Promise<BuildReport> {
  const { nix, storeDir, packages, place, options, dryRun } = request;
  let evaluated = await evaluate(nix, place, packages);
  let missing = await missingPaths(nix, storeDir, outputsOf(evaluated));
  const isStoreIncomplete =
    missing.vanished.size > 0 || drvPathsOf(evaluated).some((p) => !isOnDisk(storeDir, p));
  // A vanished path that Nix makes again counts as missing before the run.
  const { vanished } = missing;
  if (isStoreIncomplete && !dryRun) {
    await forgetVanished(nix, storeDir, [...vanished], place.signal);
    evaluated = await evaluate(nix, place, packages);
    missing = await missingPaths(nix, storeDir, outputsOf(evaluated));
  }
  const before = new Set([...missing.invalid, ...vanished]);

  const log = new BuildLog();
  const isBroken = evaluated.some(({ kind }) => kind === 'error') && !options.keepGoing;
  const wanted = isBroken ? [] : wantedDrvPaths(evaluated, missing.invalid);
  const named = packages.map(({ attribute }, i) => ({ attribute, evaluated: evaluated[i]! }));
  const nameOf = storeNames(named);
  const succeeded = wanted.length === 0 || (await realiseWith(request, wanted, log, nameOf));
  const after = dryRun ? missing : await missingPaths(nix, storeDir, [...before]);
  const failures = failuresOf(nix, log, nameOf, options.timeout);
  const outcomes = await outcomesOf(nix, named, {
    before,
    after: new Set([...after.invalid, ...after.vanished]),
    log,
    failures,
    plan: dryRun ? planOf(log) : undefined,
  });
  const evaluationErrors = outcomes.flatMap(({ error }) => error ?? []);
  const errors = succeeded ? [] : unexplained(log, failures);
  return {
    succeeded: succeeded && outcomes.every(isSuccessOutcome) && !place.signal?.aborted,
    outcomes,
    failures,
    errors,
    storeFailure:
      storeFailure([...errors, ...evaluationErrors], storeDir) ??
      storeFailureInLogs(failures, storeDir),
    fresh: before,
  };
}

async function realiseWith(
  { nix, place, options, dryRun, screen }: BuildRequest,
  wanted: readonly string[],
  log: BuildLog,
  nameOf: (path: string) => string,
): Promise<boolean> {
  const progress = screen && new Progress(log, nameOf, screen);
  try {
    const { succeeded } = await realise(nix, wanted, log, {
      args: [...(dryRun ? ['--dry-run'] : []), ...buildArguments(options)],
      keepGoing: options.keepGoing ?? false,
      signal: place.signal,
      onChange: (change) => progress?.tell(change),
    });
    return succeeded;
  } finally {
    progress?.end();
  }
}

/** Errors that are not about a failed build, or about a build that depends on a failed one. */
function unexplained(log: BuildLog, failures: readonly BuildFailure[]): readonly string[] {
  const isExplained = (text: string): boolean =>
    failures.some(({ drvPath }) => text.includes(drvPath)) ||
    /\b(build of|dependenc(y|ies))\b.* failed|timed out after \d+ seconds/s.test(text);
  return log.errors().filter((text) => failures.length === 0 || !isExplained(text));
}

/**
 * A message for the user if the log of a failed build shows a full disk. Other errors in a
 * builder's log, such as permissions, need not be about the store.
 */
function storeFailureInLogs(
  failures: readonly BuildFailure[],
  storeDir: string,
): string | undefined {
  const full = failures.flatMap(({ tail }) => tail).filter((line) => /No space left/.test(line));
  return full.length > 0 ? storeFailure(full, storeDir) : undefined;
}

function wantedDrvPaths(
  evaluated: readonly Evaluated[],
  invalid: ReadonlySet<string>,
): readonly string[] {
  const wanted = evaluated.flatMap((pkg) =>
    pkg.kind === 'derivation' && Object.values(pkg.outputs).some((path) => invalid.has(path))
      ? [pkg.drvPath]
      : [],
  );
  return [...new Set(wanted)];
}

function drvPathsOf(evaluated: readonly Evaluated[]): readonly string[] {
  return evaluated.flatMap((pkg) => (pkg.kind === 'derivation' ? [pkg.drvPath] : []));
}

function outputsOf(evaluated: readonly Evaluated[]): readonly string[] {
  return evaluated.flatMap((pkg) => (pkg.kind === 'derivation' ? Object.values(pkg.outputs) : []));
}
