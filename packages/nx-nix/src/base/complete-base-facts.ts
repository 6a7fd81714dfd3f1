import {
  askedLeads,
  askedSets,
  BASE_FILE,
  BASE_FORMAT,
  baseNamesInUse,
  baseProblems,
  baseSetAt,
  BaseRefuses,
  comparePaths,
  listHash,
  BaseNames,
  pathText,
  Places,
  registryConfig,
  replacedPaths,
  StaleBase,
  wire,
  type AskedSet,
  type AttributePath,
  type BaseFacts,
  type BaseError,
  type BaseLeads,
  type BaseSet,
  type BaseThrough,
  type Problem,
  type Repo,
  type Resolution,
  type Wiring,
} from '@nx-nix/resolver';
import type { Nix } from '../nix/find-nix';
import { nixError } from '../nix/nix-error';
import { askLeads, completeLeads } from './ask-leads';
import { askNames, type NameInUse } from './ask-names';
import { askedHash, askSets, withoutNamesAround } from './ask-sets';
import { BaseDoesNotEvaluate, type QueriedBase } from './base-query';
import { throughBase } from './through-base';
import { basePlace, placeOfBase, type FoundBase } from './found-base';

/** How long Nix may evaluate without an answer, in ms. */
const PATIENCE = 120_000;

/**
 * The facts about the base, and its problems. If there are problems, the facts must not be written.
 */
export interface CompletedFacts {
  readonly facts: BaseFacts | undefined;
  readonly problems: readonly Problem[];
}

/** What `completeBaseFacts` works with. */
export interface CompletionSettings {
  readonly workspaceRoot: string;
  /** A registry that names a base. */
  readonly registry: Repo;
  readonly resolutions: readonly Resolution[];
  /** The facts that were written before. */
  readonly known: BaseFacts | undefined;
  /** The Nix to ask; called only when there is a question. Undefined where Nix may not be asked. */
  readonly nix: (() => Nix) | undefined;
  /**
   * True: the written facts are taken as facts of the base that is there now, without a look at it.
   */
  readonly isTrusted?: boolean;
  /** True: not all bodies were read, so what is known of paths in them is kept as it is. */
  readonly isOfHeads?: boolean;
  readonly patience?: number;
}

/**
 * All facts that the repos need of the base. Facts from before that still hold are used again; Nix
 * is asked for the others. The result depends only on the base, configuration, systems and repos,
 * never on the facts from before. If Nix may not be asked: the facts from before, with a problem if
 * facts are missing.
 * @throws UserError when Nix itself does not work
 */
export async function completeBaseFacts(completing: CompletionSettings): Promise<CompletedFacts> {
  const { registry, known } = completing;
  const base = registry.config.base!;
  try {
    return {
      facts: await new Completion(completing, await placeOf(completing)).facts(),
      problems: [],
    };
  } catch (error) {
    if (error instanceof NotToBeAsked) {
      const file = `${registry.root}/${BASE_FILE}`;
      const problem = new StaleBase(placeOfBase(registry), base, file, error.message);
      return { facts: known?.base === base ? known : undefined, problems: [problem] };
    }
    if (error instanceof NoSuchBase) return { facts: undefined, problems: [error.problem] };
    if (!(error instanceof BaseDoesNotEvaluate)) throw error;
    const { sentence, text } = nixError(error.said);
    const said = `Nix does not evaluate it for ${error.system}: ${sentence}`;
    return {
      facts: undefined,
      problems: [new BaseRefuses(placeOfBase(registry), base, said, text)],
    };
  }
}

/** Facts are missing, and Nix may not be asked for them. */
class NotToBeAsked extends Error {}

class NoSuchBase extends Error {
  constructor(readonly problem: Problem) {
    super(problem.message);
  }
}

async function placeOf(completing: CompletionSettings): Promise<FoundBase> {
  const { workspaceRoot, registry, known, nix, isTrusted } = completing;
  if (isTrusted) {
    const notToBeAsked = (): never => {
      throw new NotToBeAsked('Nix is not asked here');
    };
    const { locked, fingerprint } = known ?? { fingerprint: '' };
    return { fingerprint, ...(locked && { locked }), folder: notToBeAsked };
  }
  const place = await basePlace(workspaceRoot, registry, known, () => {
    if (!nix) throw new NotToBeAsked('the reference is not locked yet');
    return nix();
  });
  if ('problem' in place) throw new NoSuchBase(place.problem);
  return place;
}

/** Whether there are problems is asked here, and not where. */
const NO_PLACES = new Places(() => undefined);

class Completion {
  private readonly systems: readonly string[];
  private readonly config: Readonly<Record<string, unknown>>;
  private readonly old: BaseFacts | undefined;
  private asked: Promise<QueriedBase> | undefined;

  constructor(
    private readonly completing: CompletionSettings,
    private readonly place: FoundBase,
  ) {
    const { registry, known } = completing;
    this.systems = registryConfig(registry.config).systems;
    this.config = registry.config.config ?? {};
    const changed = this.changed(known);
    if (changed !== undefined && !completing.nix) throw new NotToBeAsked(changed);
    this.old = changed === undefined ? known : undefined;
  }

  async facts(): Promise<BaseFacts> {
    const { registry, resolutions } = this.completing;
    const { sets, errors } = await this.sets(askedSets(resolutions));
    const { locked } = this.place;
    const named: BaseFacts = {
      format: BASE_FORMAT,
      base: registry.config.base!,
      ...(locked && { locked }),
      fingerprint: this.place.fingerprint,
      config: this.config,
      systems: this.systems,
      sets,
      leads: [],
      errors,
      replaced: listHash(replacedPaths({ sets }, resolutions)),
      through: [],
    };
    // Why: docs/decisions/base.md#what-needs-no-base-is-told-before-the-base-is-asked
    const isAsking = this.completing.nix !== undefined;
    const isWrong = isAsking && this.wiring(named).problems.length > 0;
    const facts = { ...named, leads: await this.leads(named, isWrong) };
    const wiring = this.wiring(facts);
    const names = namesInUse(wiring, facts);
    const refused = unique([...errors, ...(await this.errors(names, isWrong))]);
    const known = { ...facts, errors: refused };
    const isInVain =
      isWrong || (isAsking && baseProblems(known, resolutions, wiring, NO_PLACES).length > 0);
    return { ...known, through: await this.through(known, names, isInVain) };
  }

  /** Why the facts from before do not hold any more; undefined if they hold. */
  private changed(known: BaseFacts | undefined): string | undefined {
    if (!known) return 'there is no such file, or it is of another version of nx-nix';
    const isOther = (a: unknown, b: unknown): boolean => JSON.stringify(a) !== JSON.stringify(b);
    if (known.base !== this.completing.registry.config.base) return 'the base was another one';
    if (known.fingerprint !== this.place.fingerprint) return 'what is in the base has changed';
    if (isOther(known.config, this.config)) return 'the configuration was another one';
    if (isOther(known.systems, this.systems)) return 'it is for other systems';
    return undefined;
  }

  private async sets(
    asked: readonly AskedSet[],
  ): Promise<{ readonly sets: readonly BaseSet[]; readonly errors: readonly BaseError[] }> {
    const known = byPath(this.old?.sets ?? []);
    const missing = asked.filter(({ path, formals }) => {
      const set = known.get(pathText(path));
      return set === undefined || set.asked !== askedHash(formals, set.names);
    });
    const answered =
      missing.length > 0
        ? await askSets(await this.base(missing[0]!.path), this.systems, missing)
        : { sets: [], errors: [] };
    const now = new Map([...known, ...byPath(answered.sets)]);
    const paths = new Set(asked.map(({ path }) => pathText(path)));
    return {
      sets: withoutNamesAround(asked.map(({ path }) => now.get(pathText(path))!)),
      errors: [
        ...(this.old?.errors ?? []).filter(({ path }) => paths.has(pathText(path))),
        ...answered.errors,
      ],
    };
  }

  /** Where paths lead that go on behind names of the base. */
  private async leads(facts: BaseFacts, isInVain: boolean): Promise<readonly BaseLeads[]> {
    const { registry, resolutions, isOfHeads } = this.completing;
    if (isOfHeads) return this.old?.leads ?? [];
    const ask = async (known: BaseFacts): Promise<readonly BaseLeads[]> => {
      const config = registryConfig(registry.config, BaseNames.ofFacts(known));
      const asked = askedLeads(resolutions, config, facts.sets);
      return completeLeads(asked, [...(this.old?.leads ?? []), ...known.leads], async (missing) =>
        isInVain
          ? []
          : askLeads(await this.base(missing[0]!.path), this.systems, missing, facts.sets),
      );
    };
    // Once it is known which sets there are, paths go on behind the members of these.
    return ask({ ...facts, leads: await ask(facts) });
  }

  /** How the repos are wired, once the names of the base are known. */
  private wiring(facts: BaseFacts): Wiring {
    const { registry, resolutions } = this.completing;
    const config = registryConfig(registry.config, BaseNames.ofFacts(facts));
    return wire(resolutions, config, NO_PLACES);
  }

  /** @param isInVain nothing will be written, so what is not known is not asked */
  private async errors(
    names: readonly NameInUse[],
    isInVain: boolean,
  ): Promise<readonly BaseError[]> {
    const known = byPath(this.old?.through ?? []);
    const missing = names.filter(({ path }) => !known.has(pathText(path)));
    const answered =
      missing.length > 0 && !isInVain
        ? await askNames(await this.base(missing[0]!.path), this.systems, missing)
        : [];
    const wanted = byPath(names);
    const old = (this.old?.errors ?? []).filter(({ path }) => wanted.has(pathText(path)));
    return [...old, ...answered];
  }

  private async through(
    facts: BaseFacts,
    names: readonly NameInUse[],
    isInVain: boolean,
  ): Promise<readonly BaseThrough[]> {
    const { old } = this;
    const known = byPath(old?.replaced === facts.replaced ? (old?.through ?? []) : []);
    const missing = names.filter(({ path }) => !known.has(pathText(path)));
    const replaced = replacedPaths(facts, this.completing.resolutions);
    const answered =
      missing.length > 0 && !isInVain
        ? await throughBase(
            await this.base(missing[0]!.path),
            facts,
            replaced,
            missing,
            facts.errors,
          )
        : [];
    const now = new Map([...known, ...byPath(answered)]);
    return names.flatMap(({ path }) => now.get(pathText(path)) ?? []);
  }

  /** @param wanted the set that a question is about; a message names it */
  private base(wanted: AttributePath): Promise<QueriedBase> {
    const { nix, patience = PATIENCE } = this.completing;
    if (!nix) {
      const what = wanted.length === 0 ? 'top level' : `\`${pathText(wanted)}\``;
      throw new NotToBeAsked(`it does not tell all that the repos ask about ${what}`);
    }
    this.asked ??= this.place.folder().then((found) => {
      if ('problem' in found) throw new NoSuchBase(found.problem);
      return { nix: nix(), folder: found.folder, config: this.config, patience };
    });
    return this.asked;
  }
}

/** The names of the base that the repos use. */
function namesInUse(wiring: Wiring, facts: BaseFacts): readonly NameInUse[] {
  return baseNamesInUse(wiring).map((path) => {
    const set = baseSetAt(facts, path.slice(0, -1));
    return { path, isPassed: set?.called.includes(path[path.length - 1]!) ?? false };
  });
}

function byPath<T extends { readonly path: AttributePath }>(
  items: readonly T[],
): ReadonlyMap<string, T> {
  return new Map(items.map((item) => [pathText(item.path), item]));
}

/** One error for each path, sorted: a path can be both a set that repos share and a name in use. */
function unique(errors: readonly BaseError[]): readonly BaseError[] {
  return [...byPath(errors).values()].sort((a, b) => comparePaths(a.path, b.path));
}
