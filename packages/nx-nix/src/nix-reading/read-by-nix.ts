import { join } from 'node:path';
import {
  comparePaths,
  EndlessEvaluation,
  EndlessSet,
  NixRefuses,
  pathText,
  repoSettings,
  startOf,
  type PackageByNix,
  type ValueByNix,
  type NixReading,
  type Place,
  type EvaluationError,
  type Repo,
} from '@nx-nix/resolver';
import { LambdasOfRepo, type LambdasAnswer, type LambdasQuestion } from './ask-lambdas';
import type { Nix } from '../nix/find-nix';
import { nixError, type NixPosition } from '../nix/nix-error';
import type { NixIdentity } from '../nix/nix-identity';
import { RepoPlaces } from './repo-places';

/** The Nix to ask, and the workspace. */
export interface NixReader {
  readonly nix: Nix;
  /** Version and store of that Nix. */
  readonly nixPlace: NixIdentity;
  readonly workspaceRoot: string;
  /** The folder of the workspace's lib, from the workspace root. */
  readonly lib: string;
}

/** The reading, and a function that compares files: Nix may name one file in several ways. */
export interface RepoByNix {
  readonly reading: NixReading;
  readonly isSameFile: (a: string, b: string) => boolean;
}

/**
 * After this number of errors Nix is not asked any more: each costs many evaluations, and the user
 * has enough to mend.
 */
const MOST_ERRORS = 20;

// Why: docs/decisions/nix-reading.md#one-process-tells-about-a-repo-as-xml
/**
 * Asks Nix which lambdas a repo has: `import <repo> { inherit lib; }`, as the registry does, in
 * restricted mode with only the repo and lib readable. One process is enough if all evaluates, and
 * a second one for curried groups. Otherwise paths are split into halves until each error is alone.
 */
export async function readRepoByNix(place: NixReader, repo: Repo): Promise<RepoByNix> {
  const { workspaceRoot, nix, lib, nixPlace } = place;
  const places = new RepoPlaces(workspaceRoot, repo.root, nixPlace.storeDir);
  const { root, settingsFile, config } = repo;
  const folders = [lib, root].map((folder) => join(workspaceRoot, folder)) as [string, string];
  const settings = settingsFile === undefined ? undefined : repoSettings(config);
  const lambdas = new LambdasOfRepo(nix, ...folders, settings);
  try {
    const asking = new Asking(lambdas, repo, places, nixPlace.version);
    const packages = await asking.all();
    const errors = [...asking.errors].sort((a, b) => comparePaths(a.path, b.path));
    return {
      reading: { version: nixPlace.version, packages, errors },
      isSameFile: places.isSameFile,
    };
  } finally {
    lambdas.dispose();
  }
}

/** The questions about one repo, and the errors of Nix. */
class Asking {
  readonly errors: EvaluationError[] = [];
  private curriedMember: NixPosition | undefined;
  private isEndless = false;

  constructor(
    private readonly lambdas: LambdasOfRepo,
    private readonly repo: Repo,
    private readonly places: RepoPlaces,
    private readonly version: string,
  ) {}

  async all(): Promise<readonly PackageByNix[]> {
    const found = await this.answers({ what: 'walk', paths: [[]] });
    const curried = found.filter((answer) => this.isCurried(answer));
    const members =
      curried.length === 0
        ? []
        : await this.answers({ what: 'members', paths: curried.map(({ path }) => path) });
    return [
      ...found.filter((answer) => !this.isCurried(answer)).map((a) => this.byNix(a, false)),
      ...members.map((answer) => this.byNix(answer, true)),
    ];
  }

  /**
   * The answers to a question. If one process fails: split the paths into halves, then a set into
   * its members; what is left is an error.
   */
  private async answers(question: LambdasQuestion): Promise<readonly LambdasAnswer[]> {
    const { what, paths } = question;
    // Each further question could take as long again.
    if (paths.length === 0 || this.isEndless) return [];
    if (this.errors.length >= MOST_ERRORS) return this.giveUp(paths);
    const reply = await this.lambdas.ask(question);
    if ('minutes' in reply) {
      this.isEndless = true;
      const problem = new EndlessEvaluation(this.start, this.version, reply.minutes);
      this.errors.push({ path: [], problem });
      return [];
    }
    if (!('stderr' in reply)) {
      this.curriedMember = reply.curriedMember;
      if (!reply.endless) return this.withoutThrown(reply.answers);
      const { path, members } = reply.endless;
      this.errors.push({
        path: [],
        problem: new EndlessSet(this.start, pathText(path), members),
      });
      return [];
    }
    const [path, ...more] = paths;
    if (more.length === 0) return this.answersBelow(what, path!, reply.stderr);
    const suspect = this.suspect(reply.stderr, paths);
    const half = Math.ceil(paths.length / 2);
    const parts = suspect
      ? [[suspect], paths.filter((other) => other !== suspect)]
      : [paths.slice(0, half), paths.slice(half)];
    const answers: LambdasAnswer[] = [];
    for (const part of parts) answers.push(...(await this.answers({ what, paths: part })));
    return answers;
  }

  /** Asks for the message of each error that was caught, and removes these answers. */
  private async withoutThrown(
    answers: readonly LambdasAnswer[],
  ): Promise<readonly LambdasAnswer[]> {
    const thrown = answers.filter(({ kind }) => kind === 'thrown').map(({ path }) => path);
    const asked = thrown.slice(0, Math.max(0, MOST_ERRORS - this.errors.length));
    for (const path of asked) {
      const reply = await this.lambdas.ask({ what: 'names', paths: [path] });
      this.refuse(path, 'stderr' in reply ? reply.stderr : 'error: it throws');
    }
    this.giveUp(thrown.slice(asked.length));
    return answers.filter(({ kind }) => kind !== 'thrown');
  }

  /** A path that does not evaluate: asks for its members one by one, if it is a set. */
  private async answersBelow(
    what: LambdasQuestion['what'],
    path: readonly string[],
    stderr: string,
  ): Promise<readonly LambdasAnswer[]> {
    const named = what === 'walk' ? await this.lambdas.ask({ what: 'names', paths: [path] }) : null;
    const below = named && 'answers' in named ? (named.answers[0]?.names ?? []) : [];
    if (below.length > 0) {
      return this.answers({ what, paths: below.map((name) => [...path, name]) });
    }
    this.refuse(path, stderr);
    return [];
  }

  /**
   * The path in whose folder the error lies, if it can be recognised. So a large repo with few
   * errors needs no repeated halving.
   */
  private suspect(
    stderr: string,
    paths: readonly (readonly string[])[],
  ): readonly string[] | undefined {
    const byName = new Map(paths.map((path) => [path.at(-1), path]));
    const folders = nixError(stderr).places.flatMap((at) => {
      const place = this.places.placeOf(at, []);
      return place ? place.file.split('/').reverse() : [];
    });
    return folders.map((folder) => byName.get(folder)).find((path) => path !== undefined);
  }

  private refuse(path: readonly string[], stderr: string): void {
    const { sentence, places, text } = nixError(stderr);
    const what = path.length === 0 ? `the lambdas of ${this.repo.name}` : `\`${pathText(path)}\``;
    const inRepo = places.map((at) => this.places.placeOf(at, path));
    const place = inRepo.find((found) => found !== undefined) ?? this.start;
    const problem = new NixRefuses(place, what, this.version, sentence, text);
    this.errors.push({ path, problem });
  }

  private giveUp(paths: readonly (readonly string[])[]): readonly [] {
    if (paths.length === 0) return [];
    const sentence = `it was not asked any more after ${MOST_ERRORS} errors, mend these first`;
    const problem = new NixRefuses(this.start, 'the rest', this.version, sentence, '(nothing)');
    this.errors.push(...paths.map((path) => ({ path, problem })));
    return [];
  }

  /**
   * Recognised by the position of the function: in other respects such a member looks like any
   * lambda.
   */
  private isCurried({ function: fn }: LambdasAnswer): boolean {
    const [a, b] = [fn?.at, this.curriedMember];
    return !!a && !!b && a.file === b.file && a.line === b.line && a.column === b.column;
  }

  private byNix(answer: LambdasAnswer, isCurried: boolean): PackageByNix {
    return { path: answer.path, isCurried, ...this.valueByNix(answer) };
  }

  private valueByNix({ path, kind, at, formals, function: fn }: LambdasAnswer): ValueByNix {
    if (kind === 'open') return { kind: 'open' };
    if (kind !== 'lambda' || !fn) {
      return {
        kind: 'value',
        found: KINDS[kind!] ?? `a ${kind}`,
        place: this.places.placeOf(at, path),
      };
    }
    const place = this.places.placeOf(fn.at, path);
    return {
      kind: 'lambda',
      place,
      ...(!place && fn.at && { elsewhere: this.places.elsewhere(fn.at) }),
      formals: (formals ?? []).map(({ name, hasDefault, at: formalAt }) => ({
        name,
        hasDefault,
        position:
          formalAt?.file === fn.at?.file
            ? this.places.placeOf(formalAt, path)?.position
            : undefined,
      })),
      ellipsis: fn.ellipsis,
      universal: fn.universal,
    };
  }

  private get start(): Place {
    return startOf(this.repo);
  }
}

/** Kinds of values, in words for messages. */
const KINDS: Readonly<Record<string, string>> = {
  derivation: 'a derivation',
  empty: 'an empty attribute set',
  functor: 'a functor that gives no function',
  int: 'a number',
  float: 'a number',
  bool: 'a boolean',
  null: 'null',
};
