import {
  askedSets,
  BASE_FORMAT,
  baseNamesInUse,
  BaseRefuses,
  comparePaths,
  listHash,
  namesOfBase,
  pathText,
  Places,
  registryConfig,
  replacedPaths,
  wire,
  type AskedSet,
  type AttributePath,
  type BaseFacts,
  type BaseRefusal,
  type BaseSet,
  type Problem,
  type Repo,
  type Resolution,
} from '@nx-nix/resolver';
import type { Nix } from '../nix/find-nix';
import { nixError } from '../nix/nix-error';
import { askNames } from './ask-names';
import { askSets, withoutNamesAround } from './ask-sets';
import { BaseEnded, type AskedBase } from './base-interview';
import { basePlace, placeOfBase, type BasePlace } from './base-place';

/** How long Nix may evaluate without coming to an answer, in ms. */
const PATIENCE = 120_000;

/** What is known of the base, or what is wrong with it. */
export type CompletedFacts =
  | { readonly facts: BaseFacts; readonly problems: readonly [] }
  | { readonly facts: undefined; readonly problems: readonly Problem[] };

export interface Completing {
  readonly workspaceRoot: string;
  /** A registry that names a base. */
  readonly registry: Repo;
  readonly resolutions: readonly Resolution[];
  /** What was written before. */
  readonly known: BaseFacts | undefined;
  /** The Nix to ask; called only where something has to be asked. */
  readonly nix: () => Nix;
  readonly patience?: number;
}

/**
 * All that the repos need to know of the base: what was known, as far as it still holds, and what
 * Nix says about the rest. The same for the same base, configuration, systems and repos, whatever was
 * known before.
 */
export async function completeBaseFacts(completing: Completing): Promise<CompletedFacts> {
  const { workspaceRoot, registry, known, nix } = completing;
  const place = await basePlace(workspaceRoot, registry, known, nix);
  if ('problem' in place) return { facts: undefined, problems: [place.problem] };
  try {
    return { facts: await new Completion(completing, place).facts(), problems: [] };
  } catch (error) {
    if (error instanceof FolderProblem) return { facts: undefined, problems: [error.problem] };
    if (!(error instanceof BaseEnded)) throw error;
    const { sentence, text } = nixError(error.said);
    const base = registry.config.base!;
    const problem = new BaseRefuses(placeOfBase(registry), base, sentence, text);
    return { facts: undefined, problems: [problem] };
  }
}

class FolderProblem extends Error {
  constructor(readonly problem: Problem) {
    super(problem.message);
  }
}

class Completion {
  private readonly systems: readonly string[];
  private readonly config: Readonly<Record<string, unknown>>;
  private readonly old: BaseFacts | undefined;
  private asked: Promise<AskedBase> | undefined;

  constructor(
    private readonly completing: Completing,
    private readonly place: BasePlace,
  ) {
    const { registry, known } = completing;
    this.systems = registryConfig(registry.config).systems;
    this.config = registry.config.config ?? {};
    this.old = known && this.holds(known) ? known : undefined;
  }

  async facts(): Promise<BaseFacts> {
    const { registry, resolutions } = this.completing;
    const { sets, refusals } = await this.sets(askedSets(resolutions));
    const names = this.namesInUse(sets);
    const replaced = replacedPaths({ sets }, resolutions);
    const { locked } = this.place;
    return {
      format: BASE_FORMAT,
      base: registry.config.base!,
      ...(locked && { locked }),
      fingerprint: this.place.fingerprint,
      config: this.config,
      systems: this.systems,
      sets,
      refusals: unique([...refusals, ...(await this.refusals(names, sets))]),
      replaced: listHash(replaced),
      through: names.map((path) => ({ path, reaches: 'all' })),
    };
  }

  private holds(known: BaseFacts): boolean {
    const is = [this.completing.registry.config.base, this.config, this.systems];
    const was = [known.base, known.config, known.systems];
    return (
      known.fingerprint === this.place.fingerprint && JSON.stringify(is) === JSON.stringify(was)
    );
  }

  private async sets(
    asked: readonly AskedSet[],
  ): Promise<{ readonly sets: readonly BaseSet[]; readonly refusals: readonly BaseRefusal[] }> {
    const known = byPath(this.old?.sets ?? []);
    const lacking = asked.filter(
      ({ path, formals }) => known.get(pathText(path))?.asked !== listHash(formals),
    );
    const told =
      lacking.length > 0
        ? await askSets(await this.base(), this.systems, lacking)
        : { sets: [], refusals: [] };
    const now = new Map([...known, ...byPath(told.sets)]);
    const paths = new Set(asked.map(({ path }) => pathText(path)));
    return {
      sets: withoutNamesAround(asked.map(({ path }) => now.get(pathText(path))!)),
      refusals: [
        ...(this.old?.refusals ?? []).filter(({ path }) => paths.has(pathText(path))),
        ...told.refusals,
      ],
    };
  }

  /** As the wiring finds them when it knows the base's names. */
  private namesInUse(sets: readonly BaseSet[]): readonly AttributePath[] {
    const { registry, resolutions } = this.completing;
    const config = registryConfig(registry.config, namesOfBase({ sets }));
    return baseNamesInUse(wire(resolutions, config, new Places(() => undefined)));
  }

  private async refusals(
    names: readonly AttributePath[],
    sets: readonly BaseSet[],
  ): Promise<readonly BaseRefusal[]> {
    const wanted = new Set(names.map(pathText));
    const known = new Set((this.old?.through ?? []).map(({ path }) => pathText(path)));
    const called = byPath(sets);
    const lacking = names.filter((path) => !known.has(pathText(path)));
    const told =
      lacking.length > 0
        ? await askNames(
            await this.base(),
            this.systems,
            lacking.map((path) => {
              const set = called.get(pathText(path.slice(0, -1)));
              return { path, isPassed: set?.called.includes(path[path.length - 1]!) ?? false };
            }),
          )
        : [];
    const old = (this.old?.refusals ?? []).filter(({ path }) => wanted.has(pathText(path)));
    return [...old, ...told];
  }

  private base(): Promise<AskedBase> {
    this.asked ??= this.place.folder().then((found) => {
      if ('problem' in found) throw new FolderProblem(found.problem);
      const { nix, patience = PATIENCE } = this.completing;
      return { nix: nix(), folder: found.folder, config: this.config, patience };
    });
    return this.asked;
  }
}

function byPath<T extends { readonly path: AttributePath }>(
  items: readonly T[],
): ReadonlyMap<string, T> {
  return new Map(items.map((item) => [pathText(item.path), item]));
}

/** Sorted; a set that repos share may also be a name in use. */
function unique(refusals: readonly BaseRefusal[]): readonly BaseRefusal[] {
  return [...byPath(refusals).values()].sort((a, b) => comparePaths(a.path, b.path));
}
