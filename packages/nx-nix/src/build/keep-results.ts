import { join } from 'node:path';
import type { BuildReport } from './build-packages';
import { writeRecord, type RecordedPackage } from './build-record';
import type { PackageName } from './evaluate';
import type { Nix } from '../nix/find-nix';
import { isSuccessOutcome } from './build-outcomes';
import { linkResults, resultFolder } from './result-links';

/** The result of a build, and what to keep of it. */
export interface Results {
  readonly report: BuildReport;
  /** The requested packages, in the order of the report. */
  readonly packages: readonly PackageName[];
  readonly system: string;
  readonly storeDir: string;
  /** Whether files of repos read the time of their evaluation. */
  readonly readsClock: boolean;
  /** True if all was built; only then a record is written. */
  readonly isComplete: boolean;
}

/**
 * Links the packages that were built, and writes a record if all were. Links of earlier runs are
 * removed, because the folder is cached together with this run.
 * @returns the packages that were built
 */
export async function keepResults(
  nix: Nix,
  workspaceRoot: string,
  root: string,
  { report, packages, system, storeDir, readsClock, isComplete }: Results,
): Promise<readonly RecordedPackage[]> {
  const made = report.outcomes.flatMap((outcome, i) => {
    const { drvPath, outputs } = outcome;
    if (!isSuccessOutcome(outcome) || drvPath === undefined || outputs === undefined) return [];
    return [{ ...packages[i]!, drvPath, outputs }];
  });
  await linkResults(nix, join(workspaceRoot, resultFolder(root)), made, report.fresh);
  const recorded = made.map(({ attribute, path, drvPath, outputs }) => ({
    attribute,
    path,
    drvPath,
    outputs,
  }));
  if (isComplete) {
    const clock = readsClock ? { readsClock } : {};
    writeRecord(workspaceRoot, root, { system, storeDir, ...clock, packages: recorded });
  }
  return recorded;
}
