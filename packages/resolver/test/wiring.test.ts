import * as fc from 'fast-check';
import { Places, registryConfig, wire, type Resolution, type Wiring } from '../src';

/** Laws of the wiring, over random sets of packages that ask for each other. */

const key = (i: number): string => `p${i}`;

const graphs = fc.integer({ min: 1, max: 12 }).chain((size) =>
  fc.array(fc.uniqueArray(fc.integer({ min: 0, max: size - 1 }), { maxLength: 4 }), {
    minLength: size,
    maxLength: size,
  }),
);

function wired(graph: readonly (readonly number[])[], cycles: 'allow' | 'error'): Wiring {
  const resolution: Resolution = {
    format: 1,
    repo: 'core',
    root: 'repos/core',
    kind: 'core',
    config: {},
    groupFormals: [],
    problems: [],
    packages: graph.map((wants, i) => ({
      path: [key(i)],
      file: `${key(i)}.nix`,
      kind: 'lambda' as const,
      sets: 0,
      formals: wants.map((to) => ({ name: key(to), hasDefault: false })),
      references: [],
      isBroken: false,
    })),
  };
  return wire([resolution], registryConfig({ cycles }), new Places(() => undefined));
}

/** Who is reached from whom, by asking everybody (self edges left out). */
function reachable(graph: readonly (readonly number[])[]): readonly ReadonlySet<number>[] {
  return graph.map((_, start) => {
    const seen = new Set<number>();
    const todo = graph[start]!.filter((to) => to !== start);
    while (todo.length > 0) {
      const next = todo.pop()!;
      if (seen.has(next)) continue;
      seen.add(next);
      todo.push(...graph[next]!.filter((to) => to !== next));
    }
    return seen;
  });
}

test('levels rise along every edge, but inside of a circle', () => {
  fc.assert(
    fc.property(graphs, (graph) => {
      const { packages } = wired(graph, 'allow');
      const reach = reachable(graph);
      const level = new Map(packages.map((pkg) => [pkg.key, pkg.level]));
      graph.forEach((wants, from) => {
        for (const to of wants) {
          if (to === from) continue;
          const together = reach[to]!.has(from);
          if (together) expect(level.get(key(from))).toBe(level.get(key(to)));
          else expect(level.get(key(from))).toBeGreaterThan(level.get(key(to))!);
        }
      });
    }),
  );
});

test('components are who reaches each other; their circle is one, and none is shorter', () => {
  fc.assert(
    fc.property(graphs, (graph) => {
      const { components } = wired(graph, 'allow');
      const reach = reachable(graph);
      const inCircles = graph.map((_, i) => i).filter((i) => reach[i]!.has(i));
      expect(components.flatMap(({ members }) => members).sort()).toEqual(
        inCircles.map(key).sort(),
      );
      for (const { members, cycle } of components) {
        const ids = members.map((member) => Number(member.slice(1)));
        for (const a of ids) for (const b of ids) expect(reach[a]!.has(b)).toBe(true);
        cycle.forEach((from, i) => {
          const to = cycle[(i + 1) % cycle.length]!;
          expect(graph[Number(from.slice(1))]!.map(key)).toContain(to);
        });
        expect(cycle.length).toBe(shortest(graph, ids));
      }
    }),
  );
});

test('under `cycles: "error"` there is a problem for each component, and only then', () => {
  fc.assert(
    fc.property(graphs, (graph) => {
      const { components, problems } = wired(graph, 'error');
      expect(problems.map(({ code }) => code)).toEqual(components.map(() => 'package-cycle'));
      expect(wired(graph, 'allow').problems).toEqual([]);
    }),
  );
});

function shortest(graph: readonly (readonly number[])[], ids: readonly number[]): number {
  let best = Infinity;
  for (const start of ids) {
    let frontier = new Set(graph[start]!.filter((to) => to !== start));
    for (let length = 1; length <= ids.length && length < best; length++) {
      if (frontier.has(start)) best = length;
      frontier = new Set([...frontier].flatMap((at) => graph[at]!.filter((to) => to !== at)));
    }
  }
  return best;
}
