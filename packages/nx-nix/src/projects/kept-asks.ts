import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readRegularText, writeFileBeside } from '@nx-nix/files';
import {
  grantLine,
  NotGranted,
  MOST_JSON_BYTES,
  type Problem,
  TextPositions,
} from '@nx-nix/resolver';
import { UserError } from '../boundary/user-error';
import { PROJECTS_VARIABLE } from '../tasks/projects-variable';
import { dataDirectory } from '../workspace/nx-internal';
import type { ProjectAsk } from './project-asks';

/** Keeps what the graph that was made last has found. */
export function keepAsks(asks: readonly ProjectAsk[]): void {
  const file = keptFile();
  mkdirSync(dirname(file), { recursive: true });
  writeFileBeside(file, `${JSON.stringify(asks)}\n`);
}

/**
 * What the graph of this run has found.
 * @throws UserError if nothing is known: a run that could have been changed must not begin
 */
export function keptAsks(): readonly ProjectAsk[] {
  try {
    return JSON.parse(readFileSync(keptFile(), 'utf8')) as readonly ProjectAsk[];
  } catch {
    throw new UserError(
      'it is not known whether repos change what Nx runs, as the graph was made without that: run `nx reset`, and then this again',
    );
  }
}

/** What was announced when the run began; for `check`. */
export function announcedAsks(): readonly ProjectAsk[] {
  return JSON.parse(process.env[PROJECTS_VARIABLE] || '[]') as readonly ProjectAsk[];
}

/** What projects ask for, as problems. */
export function askProblems(
  workspaceRoot: string,
  asks: readonly ProjectAsk[],
): readonly Problem[] {
  return asks.map(({ repo, file, offset, asks: what, field, value }) => {
    const position = new TextPositions(textOf(join(workspaceRoot, file))).at(offset);
    const line = field === undefined ? undefined : grantLine(repo, field, value);
    return new NotGranted({ file, position }, repo, what, line);
  });
}

function textOf(file: string): string {
  try {
    return readRegularText(file, MOST_JSON_BYTES);
  } catch {
    return '';
  }
}

function keptFile(): string {
  return join(dataDirectory(), 'nx-nix', 'project-asks.json');
}
