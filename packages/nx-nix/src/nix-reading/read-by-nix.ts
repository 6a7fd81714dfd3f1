import { join } from 'node:path';
import {
  comparePaths,
  EndlessSet,
  NixRefuses,
  pathText,
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
import type { NixPlace } from '../nix/nix-place';
import { RepoPlaces } from './repo-places';

/** Whom to ask, and where. */
export interface NixReader {
  readonly nix: Nix;
  /** Version and store of that Nix. */
  readonly nixPlace: NixPlace;
  readonly workspaceRoot: string;
  /** The folder of the workspace's lib, from the workspace root. */
  readonly lib: string;
}

/** A reading, and how to tell that two names are of one file of the repo. */
export interface RepoByNix {
  readonly reading: NixReading;
  readonly isSameFile: (a: string, b: string) => boolean;
}

/** So many errors are named; then a person has enough to mend, and each costs many evaluations. */
const MOST_ERRORS = 20;

// Why: docs/decisions/nix-reading.md#one-process-tells-about-a-repo-as-xml
/**
 * Asks Nix alone which lambdas a repo has: `import <repo> { inherit lib; }`, just as the registry
 * does, in restricted mode with only the repo and lib to be read. One process while all of it
 * evaluates, and one more where there are curried groups; where something does not, halves of
 * halves, until each error is alone.
 */
export async function readRepoByNix(place: NixReader, repo: Repo): Promise<RepoByNix> {
  const { workspaceRoot, nix, lib, nixPlace } = place;
  const places = new RepoPlaces(workspaceRoot, repo.root, nixPlace.storeDir);
  const lambdas = new LambdasOfRepo(nix, join(workspaceRoot, lib), join(workspaceRoot, repo.root));
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

/** All that is asked for one repo, and what Nix refused on the way. */
class Asking {
  readonly errors: EvaluationError[] = [];
  private curriedMember: NixPosition | undefined;

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

  /** Where one process cannot answer all: halves, then what is in a set, then it is refused. */
  private async answers(question: LambdasQuestion): Promise<readonly LambdasAnswer[]> {
    const { what, paths } = question;
    if (paths.length === 0) return [];
    if (this.errors.length >= MOST_ERRORS) return this.giveUp(paths);
    const reply = await this.lambdas.ask(question);
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

  /** Asks for the message of each that throws. */
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

  /** Where a set does not evaluate, its members are asked one by one. */
  private async answersBelow(
    what: LambdasQuestion['what'],
    path: readonly string[],
    stderr: string,
  ): Promise<readonly LambdasAnswer[]> {
    const named = what === 'walk' ? await this.lambdas.ask({ what: 'names', paths: [path] }) : null;
    const below = named && !('stderr' in named) ? (named.answers[0]?.names ?? []) : [];
    if (below.length > 0) {
      return this.answers({ what, paths: below.map((name) => [...path, name]) });
    }
    this.refuse(path, stderr);
    return [];
  }

  /**
   * The one of them in whose folder the error lies, so that a large repo with few errors need not be
   * halved again and again.
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
    const sentence = `after ${MOST_ERRORS} errors it was not asked`;
    const problem = new NixRefuses(this.start, 'the rest', this.version, sentence, '(nothing)');
    this.errors.push(...paths.map((path) => ({ path, problem })));
    return [];
  }

  /** By the place of the function: from outside, such a member looks like any lambda. */
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

/** What Nix calls `int`, in words. */
const KINDS: Readonly<Record<string, string>> = {
  derivation: 'a derivation',
  empty: 'an empty attribute set',
  functor: 'a functor that gives no function',
  int: 'a number',
  float: 'a number',
  bool: 'a boolean',
  null: 'null',
};
