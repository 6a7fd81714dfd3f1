import { DirectedGraph } from 'graphology';

interface Dependent {
  readonly attribute: string;
  readonly node?: string;
  readonly conditional?: true;
  readonly hiddenBy?: readonly string[];
  readonly dependencies: readonly { readonly to: string; readonly kind: string }[];
}

/** The fields that are used here. */
interface PackagesJson {
  readonly packages: readonly Dependent[];
  readonly layers?: readonly { readonly sets: readonly Dependent[] }[];
  readonly base?: readonly {
    readonly attribute: string;
    readonly through: readonly string[] | 'all';
  }[];
}

/** The dependencies of a registry that stands on another one, from the `pkgs.json` of both. */
export class PackageGraph {
  /** The packages of both, and attributes of layers that replace them. */
  readonly packages: readonly string[];
  /** The names that the upper registry has itself. */
  readonly own: ReadonlySet<string>;
  private readonly settings: readonly Dependent[];

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
   * A package and its dependents.
   * @param how surely: on each system, as far as is known; possibly: on some system, or through
   *   something hidden
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

  /** The same for packages of the upper registry, from its own `pkgs.json` alone. */
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
