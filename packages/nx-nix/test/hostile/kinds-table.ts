import { CLONES } from './cases/clones';
import { LOCKS } from './cases/locks';
import { PROJECTS } from './cases/projects';
import { REPO_CASES } from './cases/repo-cases';
import { expectedOf } from './expected-texts';
import { KINDS, type HostileKind } from './kinds';

/** One kind, as a row of the table in docs/security.md. */
interface Row {
  readonly kind: HostileKind;
  readonly count: number;
  /** Whether Nix takes the package for what it says. */
  readonly isTaken: boolean;
  readonly isRefused: boolean;
}

/**
 * The table of docs/security.md: what repos try, in how many cases, what comes of it, and which file
 * has the cases.
 */
export function kindsTable(): string {
  const rows = (Object.keys(KINDS) as readonly HostileKind[]).map(rowOf);
  const all = rows.reduce((sum, { count }) => sum + count, 0);
  const cells = rows.map(({ kind, count, ...row }) => [
    KINDS[kind],
    String(count),
    [...codesOf(kind), ...outcomes(kind, row)].join(', '),
    `[\`${kind}\`](../packages/nx-nix/test/hostile/cases/${kind}.ts)`,
  ]);
  const table = aligned([['a repo …', 'cases', 'what is said', 'cases in'], ...cells]);
  return `${all} cases:\n\n${table}\n`;
}

function rowOf(kind: HostileKind): Row {
  const cases = REPO_CASES.filter((one) => one.kind === kind);
  const others = [...CLONES, ...PROJECTS, ...LOCKS].filter((one) => one.kind === kind);
  return {
    kind,
    count: cases.length + others.length,
    isTaken: cases.some(({ values }) => values !== undefined),
    isRefused: cases.some(({ refused }) => refused !== undefined),
  };
}

function outcomes(kind: HostileKind, row: Pick<Row, 'isTaken' | 'isRefused'>): readonly string[] {
  return [
    ...(row.isRefused ? ['Nix refuses it'] : []),
    ...(row.isTaken ? ['it is what it says, and nothing else'] : []),
    ...(kind === 'locks' ? ['what is wrong with it, or its inputs'] : []),
    ...(kind === 'clones' || kind === 'projects' ? ['nothing of it runs'] : []),
  ];
}

/** The codes of all problems that are told of a kind. */
function codesOf(kind: HostileKind): readonly string[] {
  if (kind === 'clones' || kind === 'locks') return [];
  const lines = [...expectedOf(kind).values()].flat();
  const codes = lines.flatMap((line) => /:\d+:\d+ ([a-z0-9-]+)(?: |$)/.exec(line)?.[1] ?? []);
  return [...new Set(codes)].sort().map((code) => `\`${code}\``);
}

/** A table of Markdown as prettier writes it. */
function aligned(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, i) => cell.padEnd(widths[i]!)).join(' | ')} |`;
  const [head, ...body] = rows;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [line(head!), rule, ...body.map(line)].join('\n');
}
