import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AttributePath } from '@nx-nix/resolver';
import { writeFileBeside } from '@nx-nix/files';

/** Increase this when the shape of the file changes. */
const FORMAT = 1;

/**
 * The file that `nix-build` writes: the store paths of its packages. It has no times and no paths
 * of the workspace, so that equal builds give equal bytes.
 */
export interface BuildRecord {
  readonly format: typeof FORMAT;
  readonly system: string;
  readonly storeDir: string;
  /**
   * True if files of repos read the time of their evaluation: the record says what was built then, and
   * nothing about another time.
   */
  readonly readsClock?: boolean;
  /** Sorted by attribute path. */
  readonly packages: readonly RecordedPackage[];
}

/** A package in a record. */
export interface RecordedPackage {
  readonly attribute: string;
  readonly path: AttributePath;
  readonly drvPath: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/** The path of a repo's record, from the workspace root. */
export function recordFile(root: string): string {
  return `dist/${root}/nix-build.json`;
}

/** A repo's last record; undefined when there is none, or none that can be read. */
export function readRecord(workspaceRoot: string, root: string): BuildRecord | undefined {
  try {
    const file = join(workspaceRoot, recordFile(root));
    const record = JSON.parse(readFileSync(file, 'utf8')) as BuildRecord;
    return record.format === FORMAT ? record : undefined;
  } catch {
    return undefined;
  }
}

/** Writes the record; the file is replaced whole or not at all. */
export function writeRecord(
  workspaceRoot: string,
  root: string,
  record: Omit<BuildRecord, 'format'>,
): void {
  const content: BuildRecord = { format: FORMAT, ...record };
  writeFileBeside(join(workspaceRoot, recordFile(root)), `${JSON.stringify(content, null, 1)}\n`);
}

/** All store paths that a record names. */
export function recordedPaths({ packages }: BuildRecord): readonly string[] {
  return packages.flatMap(({ outputs }) => Object.values(outputs));
}
