import { temporaryFolder } from '@nx-nix/files';
import type { RepoSettings } from '@nx-nix/resolver';
import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Nix } from '../nix/find-nix';
import { LAMBDAS_EXPRESSION } from './lambdas-expression';
import { readAnswers, type NixFunction } from './lambdas-xml';
import { evaluationMinutes } from '../nix/evaluation-limits';
import { askNix } from '../nix/run-nix';
import type { NixPosition } from '../nix/nix-error';

/** A question about the lambdas of a repo. */
export interface LambdasQuestion {
  /**
   * `walk`: all values at these paths and below; `members`: what these members of curried groups
   * are; `names`: the names in these sets.
   */
  readonly what: 'walk' | 'members' | 'names';
  readonly paths: readonly (readonly string[])[];
}

/** The value at a path, or the names there. */
export interface LambdasAnswer {
  readonly path: readonly string[];
  /**
   * The name of its Nix type, or `lambda`, `derivation`, `empty` (a set), `open` (a member of a
   * curried group that needs the package set), `thrown` (an error, whose message is asked for
   * later).
   */
  readonly kind?: string;
  readonly at?: NixPosition | undefined;
  readonly formals?: readonly AnsweredFormal[];
  readonly function?: NixFunction | undefined;
  /** Null if the value is no set of packages. */
  readonly names?: readonly string[] | null;
}

/** A formal of a lambda, according to Nix. */
export interface AnsweredFormal {
  readonly name: string;
  readonly hasDefault: boolean;
  readonly at: NixPosition | undefined;
}

/** The reply to a question: answers, or the output of a Nix that failed or did not end. */
export type LambdasReply =
  | {
      readonly answers: readonly LambdasAnswer[];
      readonly version: string;
      readonly storeDir: string;
      /**
       * The position where `lib` makes a member of a curried group; undefined if `lib` makes none.
       */
      readonly curriedMember: NixPosition | undefined;
      readonly endless: { readonly path: readonly string[]; readonly members: number } | null;
    }
  /** Nix was ended after so many minutes. */
  | { readonly minutes: number }
  | { readonly stderr: string };

/** Limits beyond any real package set. They stop a set that contains itself. */
const DEEPEST = 12;
const MOST_MEMBERS = 200_000;

/** Asks Nix about the lambdas of one repo; each question is one process. */
export class LambdasOfRepo {
  private readonly scratchFolder = temporaryFolder('lambdas');
  private readonly scratch = this.scratchFolder.path;
  private readonly lib: string;
  private readonly repo: string;

  /**
   * @param lib the folder of the workspace's lib; absolute, like `repo`
   * @param settings what the registry says of the repo
   */
  constructor(
    private readonly nix: Nix,
    lib: string,
    repo: string,
    private readonly settings: RepoSettings | undefined,
  ) {
    this.lib = realpathSync(lib);
    this.repo = realpathSync(repo);
    const folder = join(this.scratch, 'by-name/gr/group');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'packages.nix'), '{ ... }: final: { group = final; }\n');
  }

  async ask({ what, paths }: LambdasQuestion): Promise<LambdasReply> {
    const limits = { deepest: DEEPEST, most: MOST_MEMBERS };
    const { lib, repo, settings = null } = this;
    const asked = { what, paths, lib, repo, settings, ...limits };
    writeFileSync(join(this.scratch, 'asked.json'), JSON.stringify(asked));
    const minutes = evaluationMinutes();
    const args = [
      // Only files that the repo itself copies are written to the store.
      ...['--eval', '--strict', '--xml', '--read-write-mode'],
      ...['--expr', LAMBDAS_EXPRESSION, '--argstr', 'scratch', this.scratch],
    ];
    const timeout = minutes * 60_000;
    const access = { kind: 'set', folders: [this.lib, this.repo, this.scratch] } as const;
    const command = { nix: this.nix, program: 'nix-instantiate', access, args } as const;
    const ran = await askNix(command, undefined, timeout);
    if (ran.isTimedOut) return { minutes };
    return ran.status === 0 ? replyOf(ran.stdout) : { stderr: ran.stderr };
  }

  dispose(): void {
    this.scratchFolder.remove();
  }
}

interface About {
  readonly version: string;
  readonly storeDir: string;
  readonly endless: { readonly path: readonly string[]; readonly members: number } | null;
}

type JsonPosition = readonly [file: string, line: number, column: number] | null;

interface JsonAnswer {
  readonly path: readonly string[];
  readonly kind?: string;
  readonly at?: JsonPosition;
  readonly formals?: readonly { name: string; hasDefault: boolean; at: JsonPosition }[];
  readonly names?: readonly string[] | null;
}

function replyOf(xml: string): LambdasReply {
  const [first, ...pairs] = readAnswers(xml);
  return {
    ...(first!.told as About),
    curriedMember: first!.function?.at,
    answers: pairs.map(({ told, function: fn }) => {
      const { at, formals, ...rest } = told as JsonAnswer;
      return {
        ...rest,
        at: position(at),
        function: fn,
        ...(formals && { formals: formals.map((f) => ({ ...f, at: position(f.at) })) }),
      };
    }),
  };
}

function position(told: JsonPosition | undefined): NixPosition | undefined {
  return told ? { file: told[0], line: told[1], column: told[2] } : undefined;
}
