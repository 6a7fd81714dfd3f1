import { DirectedGraph } from 'graphology';

interface Leaning {
  readonly attribute: string;
  readonly node?: string;
  readonly conditional?: true;
  readonly hiddenBy?: readonly string[];
  readonly dependencies: readonly { readonly to: string; readonly kind: string }[];
}

/** As far as it is read here. */
interface PackagesJson {
  readonly packages: readonly Leaning[];
  readonly layers?: readonly { readonly sets: readonly Leaning[] }[];
  readonly base?: readonly {
    readonly attribute: string;
    readonly through: readonly string[] | 'all';
  }[];
}

/** Who leans on whom in a registry on top of another one, by the `pkgs.json` of both. */
export class PackageGraph {
  /** Packages that one of both has, and attributes of layers that take their place. */
  readonly packages: readonly string[];
  /** What the upper one has itself. */
  readonly own: ReadonlySet<string>;
  private readonly settings: readonly Leaning[];

  constructor(
    private readonly upper: PackagesJson,
    private readonly base: PackagesJson,
  ) {
    const layers = upper.layers?.flatMap(({ sets }) => sets) ?? [];
    this.settings = [...upper.packages, ...layers];
    this.own = new Set(this.settings.map(({ attribute }) => attribute));
    const isPackage = (name: string): boolean => name !== 'stable' && !name.endsWith('-applied');
    const all = [...base.packages, ...this.settings].map(({ attribute }) => attribute);
    this.packages = [...new Set(all)].filter(isPackage);
  }

  /**
   * A package and those that lean on it.
   * @param how surely: on whatever system, and as far as is known
   */
  dependentsOf(name: string, how: 'surely' | 'possibly'): ReadonlySet<string> {
    const graph = new DirectedGraph();
    const below = (to: string): string => `base ${to}`;
    const onTop = (to: string): string => (this.own.has(to) ? to : below(to));
    for (const { attribute, dependencies } of this.base.packages) {
      for (const { to } of dependencies) graph.mergeEdge(onTop(to), below(attribute));
    }
    for (const setting of this.settings) {
      const { attribute, node = attribute } = setting;
      if (how === 'surely' && setting.conditional) continue;
      for (const { to, kind } of setting.dependencies) {
        graph.mergeEdge(kind === 'base' ? below(to) : to, node);
      }
      if (how === 'possibly' && setting.hiddenBy) graph.mergeEdge(onTop(name), node);
    }
    const found = reachedFrom(graph, onTop(name));
    return new Set(this.packages.filter((one) => found.has(onTop(one))));
  }

  /** The same, of what the upper one has itself, as that alone knows it. */
  knownDependentsOf(name: string): ReadonlySet<string> {
    const graph = new DirectedGraph();
    for (const { attribute, node = attribute, dependencies, hiddenBy } of this.settings) {
      for (const { to, kind } of dependencies) {
        graph.mergeEdge(kind === 'base' ? `base ${to}` : to, node);
      }
      if (hiddenBy) graph.mergeEdge(name, node);
    }
    for (const { attribute, through } of this.upper.base ?? []) {
      const from = through === 'all' ? [...this.own] : through;
      for (const one of from) graph.mergeEdge(one, `base ${attribute}`);
    }
    return new Set([...this.own].filter((one) => reachedFrom(graph, name).has(one)));
  }
}

function reachedFrom(graph: DirectedGraph, start: string): ReadonlySet<string> {
  const found = new Set([start]);
  for (const node of found) {
    if (graph.hasNode(node)) graph.forEachOutNeighbor(node, (next) => found.add(next));
  }
  return found;
}
