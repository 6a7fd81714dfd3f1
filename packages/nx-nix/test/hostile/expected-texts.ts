import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HostileKind } from './kinds';

/** By the name of a case: the lines of what is said of it. */
export type Said = ReadonlyMap<string, readonly string[]>;

const fileOf = (kind: HostileKind): string => join(__dirname, 'expected', kind);

/** What must be said of the cases of a kind: the name of a case, and below it, indented, the lines. */
export function expectedOf(kind: HostileKind): Said {
  const parts = readFileSync(fileOf(kind), 'utf8').split(/^(?=\S)/m);
  return new Map(
    parts.map((part) => {
      const [name, ...lines] = part.trimEnd().split('\n');
      return [name!, lines.map((line) => line.slice(2))];
    }),
  );
}

/** Writes what is said now; to be read before it is committed. */
export function writeExpected(kind: HostileKind, said: Said): void {
  const parts = [...said].map(([name, lines]) => [name, ...lines.map((one) => `  ${one}`)]);
  writeFileSync(fileOf(kind), `${parts.map((lines) => lines.join('\n')).join('\n')}\n`);
}

/** Whether what is said now is to be written, and not to be compared. */
export const UPDATES = process.env['NX_NIX_UPDATE_EXPECTED'] === '1';
