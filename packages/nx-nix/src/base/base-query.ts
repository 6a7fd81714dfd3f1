import { withTemporaryFolder } from '@nx-nix/files';
import { readableFolders } from './readable-folders';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AttributePath, BaseSetKind } from '@nx-nix/resolver';
import type { Nix } from '../nix/find-nix';
import { UserError } from '../boundary/user-error';
import { watchNix } from '../nix/watch-nix';
import { BASE_EXPRESSION } from './base-expression';

/** A base, and the Nix that is asked about it. */
export interface QueriedBase {
  readonly nix: Nix;
  /** The real folder of the base; Nix may read this one. */
  readonly folder: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** How long Nix may run without an answer, in ms. */
  readonly patience: number;
}

/** A question about one value of the base; see base-expression.ts. */
export interface BaseQuestion {
  readonly what:
    'base' | 'set' | 'called' | 'value' | 'passed' | 'mark' | 'reach' | 'reads' | 'leads';
  readonly path: AttributePath;
  /** Formals of a function that the set's `callPackage` is called with. */
  readonly formals?: readonly string[];
  /** The formal that the question is about. */
  readonly name?: string;
  /** Paths from the value, each with a number; `null` steps to what a function is called with. */
  readonly ways?: readonly { readonly way: number; readonly steps: readonly (string | null)[] }[];
  /** True: an error is not caught, so that Nix prints its message. */
  readonly plainly?: boolean;
}

/** The result of a question. */
export type BaseAnswer =
  | { readonly is: unknown; readonly found?: readonly Found[] }
  /** An error that Nix catches; its message is lost. */
  | { readonly throws: true; readonly found?: readonly Found[] }
  /** The question ended the process, or the process was stopped. `ended` is the output of Nix. */
  | { readonly ended: string; readonly found?: readonly Found[] };

/** Something that Nix found on the way to an answer. */
export interface Found {
  /** The path of a derivation that the value is made of. */
  readonly derivation?: string;
  /** The value may be made of anything. */
  readonly all?: true;
  /** `opens`: a function is asked for its arguments; `opened`: it has returned them all. */
  readonly opens?: true;
  readonly opened?: true;
  /** The formal of a function that is a whole set; `at` is where it stands. */
  readonly uses?: string;
  /** A name at top level that is a function; `at` is where it is defined. */
  readonly defines?: string;
  readonly at?: FoundPlace | null;
  /** The mark of a replaced package of which more is read than its derivation. */
  readonly reads?: string;
  /** The number of a way, which comes before what it leads to: a set, another kind of value. */
  readonly way?: number;
  readonly set?: AttributePath;
  readonly kind?: 'output' | 'package' | 'set' | 'list' | 'value';
}

/** A place as Nix tells it. */
export interface FoundPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A set with the attribute that is its sign, and the sets in it. */
export interface SignedSets {
  readonly kind: BaseSetKind;
  readonly sign: string;
  readonly sets: Readonly<Record<string, SignedSets>>;
}

/** The sets that the question `leads` compares with: as a tree, and each with its sign. */
export interface Signs {
  readonly signs: SignedSets;
  readonly signed: readonly { readonly path: AttributePath; readonly sign: string }[];
}

/** Packages of the base that repos replace, each with the name of its mark, as a tree of sets. */
export interface ReplacedTree {
  readonly kind: BaseSetKind;
  readonly packages: Readonly<Record<string, string>>;
  readonly sets: Readonly<Record<string, ReplacedTree>>;
}

/** How the base is changed for a series of questions. */
export interface ChangedBase extends Partial<Signs> {
  readonly replaced?: ReplacedTree;
  /**
   * For the question `reads`: the mark of the package of which no attribute can be read; null if all
   * can, and tell it.
   */
  readonly closed?: string | null;
  /** What was read in the files of the base. */
  readonly read?: ReadInFiles;
}

/** What functions of the base are made of, as their files say. */
export interface ReadInFiles {
  /** By file and formal: the members of a set that the function uses, and no others. */
  readonly members: Readonly<Record<string, Readonly<Record<string, readonly AttributePath[]>>>>;
  /** Functions at top level whose definitions name nothing but `lib` and `config`. */
  readonly plainNames: readonly string[];
}

/**
 * After this number of questions without an end, no further question is asked: each takes minutes.
 */
const MOST_SILENT = 5;

/** The base as a whole does not evaluate. */
export class BaseDoesNotEvaluate extends Error {
  override readonly name = 'BaseDoesNotEvaluate';

  /** @param said the output of Nix */
  constructor(
    readonly system: string,
    readonly said: string,
  ) {
    super(said);
  }
}

// Why: docs/decisions/base.md#answers-come-line-by-line
/**
 * Asks Nix about a base, for one system. One process answers as many questions as it can. A
 * question that ends the process is the last one that had begun; another process answers those
 * after it.
 * @returns the answers in the order of the questions
 * @throws BaseDoesNotEvaluate when the base as a whole does not evaluate
 * @throws UserError when Nix itself does not work
 */
export async function queryBase(
  base: QueriedBase,
  system: string,
  questions: readonly BaseQuestion[],
  changed: ChangedBase = {},
): Promise<readonly BaseAnswer[]> {
  // The first question is whether the base evaluates at all.
  const all: readonly BaseQuestion[] = [{ what: 'base', path: [], plainly: true }, ...questions];
  const answers = new Map<number, BaseAnswer>();
  return withTemporaryFolder('base', async (scratch) => {
    for (let silent = 0; answers.size < all.length && silent < MOST_SILENT;) {
      const unanswered = all.flatMap((question, id) => {
        return id === 0 || !answers.has(id) ? [{ id, ...question }] : [];
      });
      const last = await askUntilItEnds(
        base,
        { system, replaced: NOTHING_REPLACED, ...NO_SIGNS, ...changed },
        unanswered,
        scratch,
        answers,
      );
      if (last === undefined) break;
      if (last.id === 0) throw new BaseDoesNotEvaluate(system, last.said);
      answers.set(last.id, { ended: last.said, found: last.found });
      if (last.isSilent) silent++;
    }
    const notAsked = { ended: `error: not asked, as ${MOST_SILENT} others had no end` };
    return all.slice(1).map((_, i) => answers.get(i + 1) ?? notAsked);
  });
}

const NO_SIGNS: Signs = { signs: { kind: 'extensible', sign: '', sets: {} }, signed: [] };

const NOTHING_REPLACED: ReplacedTree = { kind: 'extensible', packages: {}, sets: {} };

/** Nothing is known from files. */
export const NOTHING_READ: ReadInFiles = { members: {}, plainNames: [] };

/** The question that ended a process. */
interface Ended {
  readonly id: number;
  readonly said: string;
  /** What it had found until then. */
  readonly found: readonly Found[];
  /** True: the process did not end by itself; it was stopped after `patience`. */
  readonly isSilent: boolean;
}

/**
 * Runs one process, and adds its answers to `answers`. Returns the question that ended it early, or
 * undefined.
 */
async function askUntilItEnds(
  { nix, folder, config, patience }: QueriedBase,
  about: { readonly system: string } & ChangedBase,
  questions: readonly ({ readonly id: number } & BaseQuestion)[],
  scratch: string,
  answers: Map<number, BaseAnswer>,
): Promise<Ended | undefined> {
  // The base prints to the same stream. The random mark prevents that its output is taken for an
  // answer.
  const mark = `nxNix${randomBytes(8).toString('hex')}`;
  const items = questions.map(({ formals, ...item }) => ({
    ...item,
    ...(formals && { probe: probeFile(scratch, item.id, formals) }),
  }));
  const asked = join(scratch, 'asked.json');
  writeFileSync(
    asked,
    JSON.stringify({ mark, base: folder, config, ...NOTHING_READ, ...about, ...about.read, items }),
  );
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
  // Writing derivations takes most of the time, and only closures of marks need them.
  const writes = about.closed !== undefined ? [] : ['--read-write-mode'];
  const args = ['--eval', ...writes, '--expr', BASE_EXPRESSION, '--argstr', 'asked', asked];
  const access = { kind: 'set', folders: [...readableFolders(folder), scratch] } as const;
  const ran = await watchNix({ nix, program: 'nix-instantiate', access, args }, onLine, patience);
  if (ran.status === 0) return undefined;
  if (begun === undefined && !ran.isSilent) {
    throw new UserError(`Nix does not work: ${said.join('\n').trim()}`);
  }
  const silence = `error: no answer after ${patience / 1000} seconds`;
  return {
    id: begun ?? 0,
    said: ran.isSilent ? silence : said.join('\n'),
    found,
    isSilent: ran.isSilent,
  };
}

/** This many lines of what a process prints are kept, for its error message. */
const MOST_LINES = 2_000;

/**
 * Writes a file with a function that returns its arguments. Only names that are identifiers become
 * formals, so that no name can become code.
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
