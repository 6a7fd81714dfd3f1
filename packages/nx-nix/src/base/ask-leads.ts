import { ARGUMENT } from '@nx-nix/lambdas';
import {
  comparePaths,
  pathText,
  type AskedLeads,
  type AttributePath,
  type BaseLead,
  type BaseLeads,
  type BaseSet,
} from '@nx-nix/resolver';
import { queryBase, type Found, type QueriedBase, type SignedSets, type Signs } from './base-query';

/**
 * Asks Nix where the paths lead that go on behind names of the base. All systems are asked: what
 * leads somewhere on one of them does.
 *
 * @param sets the sets that a path may lead to
 * @returns one answer for each name, in the order of the question
 * @throws BaseDoesNotEvaluate when the base as a whole does not evaluate
 */
export async function askLeads(
  base: QueriedBase,
  systems: readonly string[],
  asked: readonly AskedLeads[],
  sets: readonly Pick<BaseSet, 'path' | 'kind'>[],
): Promise<readonly BaseLeads[]> {
  const signs = signsOf(sets);
  const found: Found[][] = asked.map(() => []);
  for (const system of systems) {
    const told = await askSystem(base, system, asked, signs);
    told.forEach((some, i) => found[i]!.push(...some));
  }
  return asked.map((one, i) => leadsOf(one, found[i]!));
}

/**
 * Asks on one system: first the short ways, as nothing behind a known set has to be asked. A way
 * that ends the process is left out, and those after it are asked again.
 *
 * @returns for each name, what was found
 */
async function askSystem(
  base: QueriedBase,
  system: string,
  asked: readonly AskedLeads[],
  signs: Signs,
): Promise<readonly (readonly Found[])[]> {
  const found: Found[][] = asked.map(() => []);
  const open = asked.map(({ ways }) =>
    ways.map((steps, way) => ({ way, steps })).sort((a, b) => a.steps.length - b.steps.length),
  );
  for (let round = 0; round < MOST_ROUNDS && open.some(({ length }) => length > 0); round++) {
    const now = open.map((ways, i) => {
      const sets = new Set(
        found[i]!.filter(({ set }) => set).map(({ way }) => JSON.stringify(asked[i]!.ways[way!])),
      );
      const isInSet = (steps: AttributePath): boolean =>
        steps.some((_, depth) => sets.has(JSON.stringify(steps.slice(0, depth))));
      const left = ways.filter(({ steps }) => !isInSet(steps));
      open[i] = left;
      return left.filter(({ steps }) => steps.length === left[0]!.steps.length);
    });
    const some = asked.flatMap((_, i) => (now[i]!.length > 0 ? [i] : []));
    const questions = some.map((i) => ({
      what: 'leads' as const,
      path: asked[i]!.path,
      ways: now[i]!.map(({ way, steps }) => ({ way, steps: steps.map(stepOf) })),
    }));
    const answers = await queryBase(base, system, questions, signs);
    answers.forEach((answer, n) => {
      const i = some[n]!;
      const told = ('throws' in answer ? undefined : answer.found) ?? [];
      found[i]!.push(...told);
      const last = told.findLast(({ way }) => way !== undefined)?.way;
      const at = now[i]!.findIndex(({ way }) => way === last);
      const done = new Set('ended' in answer && at >= 0 ? now[i]!.slice(0, at + 1) : now[i]!);
      open[i] = open[i]!.filter((way) => !done.has(way));
    });
  }
  return found;
}

/** More rounds are only needed where many ways end the process. */
const MOST_ROUNDS = 100;

/**
 * The answers to all that is asked, in that order. Those known from before that still hold are used
 * again; `ask` is called with the others, if there are any. What it does not answer is left out.
 */
export async function completeLeads(
  asked: readonly AskedLeads[],
  known: readonly BaseLeads[],
  ask: (missing: readonly AskedLeads[]) => Promise<readonly BaseLeads[]>,
): Promise<readonly BaseLeads[]> {
  const now = new Map(known.map((lead) => [pathText(lead.path), lead]));
  const missing = asked.filter((one) => now.get(pathText(one.path))?.asked !== one.asked);
  const answered = missing.length > 0 ? await ask(missing) : [];
  for (const one of missing) now.delete(pathText(one.path));
  for (const lead of answered) now.set(pathText(lead.path), lead);
  return asked.flatMap(({ path }) => now.get(pathText(path)) ?? []);
}

/** No step of a path can be null. */
function stepOf(name: string): string | null {
  return name === ARGUMENT ? null : name;
}

/** The sets with a sign each, as names that no base has. */
function signsOf(sets: readonly Pick<BaseSet, 'path' | 'kind'>[]): Signs {
  const signed = sets.map(({ path, kind }, i) => ({ path, kind, sign: `nxNixSign${i}` }));
  type GrowingSigns = SignedSets & { readonly sets: Record<string, GrowingSigns> };
  const nodes = new Map<string, GrowingSigns>();
  // Sorted by path: a set comes before those in it.
  for (const { path, kind, sign } of [...signed].sort((a, b) => comparePaths(a.path, b.path))) {
    // No prototype: the base may have a name such as `constructor`.
    const node = { kind, sign, sets: Object.create(null) as Record<string, GrowingSigns> };
    nodes.set(pathText(path), node);
    const above = path.length > 0 ? nodes.get(pathText(path.slice(0, -1))) : undefined;
    if (above) above.sets[path[path.length - 1]!] = node;
  }
  return {
    signs: nodes.get('') ?? { kind: 'extensible', sign: 'nxNixSign', sets: {} },
    signed: signed.map(({ path, sign }) => ({ path, sign })),
  };
}

function leadsOf({ path, ways, asked }: AskedLeads, found: readonly Found[]): BaseLeads {
  const byWay = ways.map((_, way) => found.filter((one) => one.way === way));
  const kindsBelow = new Map(ways.map((way, i) => [JSON.stringify(way), kindOf(byWay[i]!)]));
  const kind = kindOfName(kindsBelow.get('[]'));
  const sets = new Map(ways.map((way, i) => [JSON.stringify(way), setOf(byWay[i]!)]));
  const setAt = (way: AttributePath): AttributePath | undefined => sets.get(JSON.stringify(way));
  const to = ways.flatMap((below): readonly BaseLead[] => {
    const set = setAt(below);
    if (set) return [{ below, set }];
    // What lies in a set that is known is found there.
    const isInSet = below.some((_, depth) => setAt(below.slice(0, depth)));
    const isOwn = below.length > 0 && !isInSet && isOfItsOwn(below, kind, kindsBelow);
    return isOwn ? [{ below }] : [];
  });
  return { path, kind, asked, to };
}

/** The innermost set that it is. */
function setOf(found: readonly Found[]): AttributePath | undefined {
  const sets = found.flatMap(({ set }) => (set ? [set] : []));
  return sets.sort((a, b) => b.length - a.length || comparePaths(a, b))[0];
}

function kindOfName(kind: Found['kind']): BaseLeads['kind'] {
  if (kind === undefined) return 'missing';
  return kind === 'package' || kind === 'set' ? kind : 'other';
}

function kindOf(found: readonly Found[]): Found['kind'] {
  return found.find(({ kind }) => kind !== undefined)?.kind;
}

/**
 * Whether a value has edges of its own. Everything in a set has; of what lies behind a package,
 * packages that are none of its outputs, and lists. What else it has is made where it is made itself.
 */
function isOfItsOwn(
  below: AttributePath,
  kind: BaseLeads['kind'],
  kinds: ReadonlyMap<string, Found['kind']>,
): boolean {
  const own = kinds.get(JSON.stringify(below));
  if (own === undefined || own === 'output') return false;
  if (kind !== 'package') return true;
  if (own === 'list') return true;
  if (own !== 'package') return false;
  const isInSet = below.some((step, i) => {
    return step === ARGUMENT || (i > 0 && kinds.get(JSON.stringify(below.slice(0, i))) === 'set');
  });
  return below.length === 1 || isInSet;
}
