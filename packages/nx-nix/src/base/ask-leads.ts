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
import {
  queryBase,
  type BaseAnswer,
  type Found,
  type QueriedBase,
  type SignedSets,
  type Signs,
} from './base-query';

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
  const questions = asked.map(({ path, ways }) => ({
    what: 'leads' as const,
    path,
    ways: ways.map((way, number) => ({ way: number, steps: way.map(stepOf) })),
  }));
  const answers: BaseAnswer[][] = asked.map(() => []);
  for (const system of systems) {
    const answered = await queryBase(base, system, questions, signs);
    answered.forEach((answer, i) => answers[i]!.push(answer));
  }
  return asked.map((one, i) => leadsOf(one, answers[i]!));
}

/** No step of a path can be null. */
function stepOf(name: string): string | null {
  return name === ARGUMENT ? null : name;
}

/** The sets with a sign each, as names that no base has. */
function signsOf(sets: readonly Pick<BaseSet, 'path' | 'kind'>[]): Signs {
  const signed = sets.map(({ path, kind }, i) => ({ path, kind, sign: `nxNixSign${i}` }));
  type Growing = SignedSets & { readonly sets: Record<string, Growing> };
  const nodes = new Map<string, Growing>();
  // Sorted by path: a set comes before those in it.
  for (const { path, kind, sign } of [...signed].sort((a, b) => comparePaths(a.path, b.path))) {
    // No prototype: the base may have a name such as `constructor`.
    const node = { kind, sign, sets: Object.create(null) as Record<string, Growing> };
    nodes.set(pathText(path), node);
    const above = path.length > 0 ? nodes.get(pathText(path.slice(0, -1))) : undefined;
    if (above) above.sets[path[path.length - 1]!] = node;
  }
  return {
    signs: nodes.get('') ?? { kind: 'extensible', sign: 'nxNixSign', sets: {} },
    signed: signed.map(({ path, sign }) => ({ path, sign })),
  };
}

function leadsOf({ path, ways, asked }: AskedLeads, answers: readonly BaseAnswer[]): BaseLeads {
  const kinds = answers.flatMap((answer) =>
    'is' in answer ? [answer.is as BaseLeads['kind']] : [],
  );
  const found = answers.flatMap((answer) => ('is' in answer ? (answer.found ?? []) : []));
  const kind = kinds.find((one) => one !== 'missing') ?? kinds[0] ?? 'other';
  const byWay = ways.map((_, way) => found.filter((one) => one.way === way));
  const kindsBelow = new Map(ways.map((way, i) => [JSON.stringify(way), kindOf(byWay[i]!)]));
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

function kindOf(found: readonly Found[]): Found['kind'] {
  return found.find(({ kind }) => kind !== undefined)?.kind;
}

/**
 * Whether a value has edges of its own. Everything in a set has; of what lies behind a package,
 * packages that are none of its outputs. What else it has is made where it is made itself.
 */
function isOfItsOwn(
  below: AttributePath,
  kind: BaseLeads['kind'],
  kinds: ReadonlyMap<string, Found['kind']>,
): boolean {
  const own = kinds.get(JSON.stringify(below));
  if (own === undefined || own === 'output') return false;
  if (kind !== 'package') return true;
  if (own !== 'package') return false;
  const isInSet = below.some((step, i) => {
    return step === ARGUMENT || (i > 0 && kinds.get(JSON.stringify(below.slice(0, i))) === 'set');
  });
  return below.length === 1 || isInSet;
}
