import { readableFolders } from './readable-folders';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AttributePath, BaseSetKind } from '@nx-nix/resolver';
import type { Nix } from '../nix/find-nix';
import { UserError } from '../boundary/user-error';
import { watchNix } from '../nix/watch-nix';
import { BASE_EXPRESSION } from './base-expression';

/** A base that Nix can be asked about. */
export interface AskedBase {
  readonly nix: Nix;
  /** Its real folder: all that is read. */
  readonly folder: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** How long Nix may go without answering anything, in ms. */
  readonly patience: number;
}

/** What is asked of one value of the base; see base-expression.ts. */
export interface BaseQuestion {
  readonly what: 'base' | 'set' | 'called' | 'value' | 'passed' | 'mark' | 'reach';
  readonly path: AttributePath;
  /** Formals of a function that is handed to the set's `callPackage`. */
  readonly formals?: readonly string[];
  /** The one of them that is meant. */
  readonly name?: string;
  /** An error is not caught, but told. */
  readonly plainly?: boolean;
}

/** What came of a question. */
export type BaseAnswer =
  | { readonly is: unknown; readonly found?: readonly Found[] }
  /** An error that Nix catches, and says nothing about. */
  | { readonly throws: true }
  /** It ended the process, or had to be ended: what Nix said. */
  | { readonly ended: string };

/** Something that came to light on the way to an answer. */
export interface Found {
  /** The path of a derivation that the value is made of. */
  readonly derivation?: string;
  /** It may be made of anything. */
  readonly all?: true;
  /** A function is asked for its arguments; it has told them. */
  readonly opens?: true;
  readonly opened?: true;
}

/** Packages of the base that repos replace, each with the name of its mark, as a tree of sets. */
export interface ReplacedTree {
  readonly kind: BaseSetKind;
  readonly packages: Readonly<Record<string, string>>;
  readonly sets: Readonly<Record<string, ReplacedTree>>;
}

/** So many questions may have no end before the rest is not asked any more: each takes minutes. */
const MOST_SILENT = 5;

/**
 * How far Nix goes in a base: it reads the base and our question, builds nothing, and no user's
 * configuration changes what it says, as that is kept.
 */
function baseSettings(folder: string, scratch: string): readonly string[] {
  return [
    ...['--option', 'restrict-eval', 'true', '--option', 'nix-path', ''],
    ...['--option', 'experimental-features', 'pipe-operators'],
    ...['--option', 'allow-import-from-derivation', 'false'],
    ...readableFolders(folder).flatMap((one, i) => ['-I', `base${i}=${one}`]),
    ...['-I', `scratch=${scratch}`],
  ];
}

/** The base as a whole does not evaluate. */
export class BaseEnded extends Error {
  override readonly name = 'BaseEnded';

  /** @param said all that Nix said */
  constructor(
    readonly system: string,
    readonly said: string,
  ) {
    super(said);
  }
}

// Why: docs/decisions/base.md#answers-come-line-by-line
/**
 * Asks Nix about a base, for one system: in one process while nothing ends it. What ends it is known,
 * as it is the last that was begun, and the rest is asked in another process.
 * @returns the answers in the order of the questions
 * @throws BaseEnded where the base gives nothing at all
 */
export async function queryBase(
  base: AskedBase,
  system: string,
  questions: readonly BaseQuestion[],
  replaced: ReplacedTree = NOTHING_REPLACED,
): Promise<readonly BaseAnswer[]> {
  // First, whether there is a base at all.
  const all: readonly BaseQuestion[] = [{ what: 'base', path: [], plainly: true }, ...questions];
  const answers = new Map<number, BaseAnswer>();
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'nx-nix-base-')));
  try {
    for (let silent = 0; answers.size < all.length && silent < MOST_SILENT;) {
      const open = all.flatMap((question, id) => {
        return id === 0 || !answers.has(id) ? [{ id, ...question }] : [];
      });
      const last = await askUntilItEnds(base, { system, replaced }, open, scratch, answers);
      if (last === undefined) break;
      if (last.id === 0) throw new BaseEnded(system, last.said);
      answers.set(last.id, { ended: last.said });
      if (last.isSilent) silent++;
    }
    const notAsked = { ended: `error: not asked, as ${MOST_SILENT} others had no end` };
    return all.slice(1).map((_, i) => answers.get(i + 1) ?? notAsked);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

const NOTHING_REPLACED: ReplacedTree = { kind: 'extensible', packages: {}, sets: {} };

/** What a process was asked when it ended. */
interface Ended {
  readonly id: number;
  readonly said: string;
  /** It had to be ended. */
  readonly isSilent: boolean;
}

/** One process. Returns what ended it before it had answered all. */
async function askUntilItEnds(
  { nix, folder, config, patience }: AskedBase,
  about: { readonly system: string; readonly replaced: ReplacedTree },
  questions: readonly ({ readonly id: number } & BaseQuestion)[],
  scratch: string,
  answers: Map<number, BaseAnswer>,
): Promise<Ended | undefined> {
  // The base itself prints to the same stream, and must not be able to answer for Nix.
  const mark = `nxNix${randomBytes(8).toString('hex')}`;
  const items = questions.map(({ formals, ...item }) => ({
    ...item,
    ...(formals && { probe: probeFile(scratch, item.id, formals) }),
  }));
  const asked = join(scratch, 'asked.json');
  writeFileSync(asked, JSON.stringify({ mark, base: folder, config, ...about, items }));
  let begun: number | undefined;
  let said: string[] = [];
  let found: Found[] = [];
  const onLine = (line: string): boolean => {
    const at = line.indexOf(`${mark} `);
    if (at < 0) {
      if (said.length < MOST_LINES) said.push(line);
      return false;
    }
    const [, sign, json] = /^\S+ (\S+) (.*)$/.exec(line.slice(at))!;
    said = [];
    if (sign === 'asks') {
      begun = JSON.parse(json!) as number;
      found = [];
    } else if (sign === 'found') {
      found.push(JSON.parse(json!) as Found);
    } else {
      const { id, ...answer } = JSON.parse(json!) as { id: number } & BaseAnswer;
      answers.set(id, found.length > 0 ? { ...answer, found } : answer);
      begun = undefined;
    }
    return true;
  };
  const args = ['--eval', '--read-write-mode', ...baseSettings(folder, scratch)];
  const ran = await watchNix(
    nix,
    'nix-instantiate',
    [...args, '--expr', BASE_EXPRESSION, '--argstr', 'asked', asked],
    onLine,
    patience,
  );
  if (ran.status === 0) return undefined;
  if (begun === undefined && !ran.isSilent) {
    throw new UserError(`Nix does not work: ${said.join('\n').trim()}`);
  }
  const silence = `error: no answer after ${patience / 1000} seconds`;
  return {
    id: begun ?? 0,
    said: ran.isSilent ? silence : said.join('\n'),
    isSilent: ran.isSilent,
  };
}

/** Enough of what a process says before it ends. */
const MOST_LINES = 2_000;

/**
 * A file with a function that gives what it was called with. The names are identifiers, as they are
 * formals in some file; others are left out, so that nothing becomes code.
 */
function probeFile(scratch: string, id: number, formals: readonly string[]): string {
  const file = join(scratch, `probe-${id}.nix`);
  const names = formals.filter((name) => /^[A-Za-z_][A-Za-z0-9_'-]*$/.test(name));
  writeFileSync(
    file,
    `{ ${names.map((name) => `${name} ? null`).join(', ')} }@nxNixAnswer: { answer = nxNixAnswer; }\n`,
  );
  return file;
}
