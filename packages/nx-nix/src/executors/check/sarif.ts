import { createHash } from 'node:crypto';
import {
  identities,
  relativeReference,
  sarifMessage,
  type FoldersByRepo,
  type Problem,
} from '@nx-nix/resolver';
import type { Columns } from './columns';

/** A problem and how it compares with a revision; `undefined` where nothing was compared. */
export interface SarifProblem {
  readonly problem: Problem;
  readonly age?: 'new' | 'unchanged';
}

/**
 * SARIF 2.1.0 (OASIS, 2020), which code scanning of several forges reads. Files are named from the
 * workspace root, by relative references; columns are UTF-16 units, as SARIF has none for bytes.
 */
export function sarif(
  problems: readonly SarifProblem[],
  folders: FoldersByRepo,
  columns: Columns,
): string {
  const codes = [...new Set(problems.map(({ problem }) => problem.code))].sort();
  const known = identities(
    problems.map(({ problem }) => problem),
    folders,
  );
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'nx-nix',
            rules: codes.map(rule),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: problems.map((one, i) => result(one, codes, known[i]!, columns)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 1)}\n`;
}

// Why: docs/decisions/checking.md#a-rule-of-sarif-names-its-section-and-has-no-address
function rule(code: string): object {
  return {
    id: code,
    help: {
      text: `The section ${code} of nx-nix's docs/problems.md has an example of it, and what to do.`,
    },
    defaultConfiguration: { level: 'error' },
  };
}

function result(
  { problem, age }: SarifProblem,
  codes: readonly string[],
  identity: string,
  columns: Columns,
): object {
  const { code, place, message, hint } = problem;
  const startColumn = columns.of(place);
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level: 'error',
    message: { text: sarifMessage(`${message}\n${hint}`) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: relativeReference(place.file), uriBaseId: '%SRCROOT%' },
          region: {
            startLine: place.position.line,
            ...(startColumn !== undefined && { startColumn }),
          },
        },
      },
    ],
    partialFingerprints: {
      'nxNixIdentity/v1': createHash('sha256').update(identity).digest('hex'),
    },
    ...(age && { baselineState: age }),
  };
}
