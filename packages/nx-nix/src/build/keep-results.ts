import { join } from 'node:path';
import type { BuildReport } from './build-packages';
import { writeRecord, type RecordedPackage } from './build-record';
import type { PackageName } from './evaluate';
import type { Nix } from '../nix/find-nix';
import { isGood } from './build-outcomes';
import { linkResults, resultFolder } from './result-links';

/** What a build made, and what of it is to be kept. */
export interface Results {
  readonly report: BuildReport;
  /** What was asked for, as the report has it. */
  readonly packages: readonly PackageName[];
  readonly system: string;
  readonly storeDir: string;
  /** Whether all was built; only then is there a record. */
  readonly isComplete: boolean;
}

/**
 * Links what was built, and, when all was, records it. The links are those of this run and no
 * others: they are cached together with it.
 */
export async function keepResults(
  nix: Nix,
  workspaceRoot: string,
  root: string,
  { report, packages, system, storeDir, isComplete }: Results,
): Promise<readonly RecordedPackage[]> {
  const made = report.outcomes.flatMap((outcome, i) => {
    const { drvPath, outputs } = outcome;
    if (!isGood(outcome) || drvPath === undefined || outputs === undefined) return [];
    return [{ ...packages[i]!, drvPath, outputs }];
  });
  await linkResults(nix, join(workspaceRoot, resultFolder(root)), made, report.fresh);
  const recorded = made.map(({ attribute, path, drvPath, outputs }) => ({
    attribute,
    path,
    drvPath,
    outputs,
  }));
  if (isComplete) writeRecord(workspaceRoot, root, { system, storeDir, packages: recorded });
  return recorded;
}
