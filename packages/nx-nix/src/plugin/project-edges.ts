import { type Wiring, type Workspace } from '@nx-nix/resolver';

/** An edge between two repos, made of all edges between their packages. */
export interface ProjectEdge {
  readonly from: string;
  readonly to: string;
  /** How many edges of packages it stands for. */
  readonly count: number;
  /** One of them, for the user: "nix asks for python3 (by-name/ni/nix/default.nix)". */
  readonly first: string;
}

/**
 * The edges between repos: from each package to the repos of the packages that it uses; to the lib
 * from each repo that uses `lib`; from the registry to all repos.
 */
export function edgesOf({ repos, registry, lib, wiring }: Workspace): readonly ProjectEdge[] {
  const edges = new Map<string, ProjectEdge>();
  const add = (from: string, to: string, first: () => string): void => {
    if (from === to) return;
    const key = JSON.stringify([from, to]);
    const known = edges.get(key);
    edges.set(
      key,
      known ? { ...known, count: known.count + 1 } : { from, to, count: 1, first: first() },
    );
  };

  const owners = ownersByKey(wiring);
  for (const pkg of wiring.packages) {
    for (const { to, by } of pkg.edges) {
      for (const owner of owners.get(to) ?? []) {
        add(pkg.repo, owner, () => `${pkg.key} asks for ${by} (${pkg.file})`);
      }
    }
    if (lib && pkg.arguments.some(({ formal, scope }) => formal === 'lib' && scope.length === 0)) {
      add(pkg.repo, lib.name, () => `${pkg.key} asks for lib (${pkg.file})`);
    }
  }
  for (const { repo, entry, settings } of wiring.layers) {
    for (const { key, edges: settingEdges } of settings) {
      for (const { to, by } of settingEdges) {
        for (const owner of owners.get(to) ?? []) {
          add(repo, owner, () => `${key} takes ${by} (${entry.file})`);
        }
      }
    }
  }
  for (const { repo, located } of repos) {
    if (lib && located.groupFormals.includes('lib')) {
      add(repo.name, lib.name, () => `groups of ${repo.name} ask for lib`);
    }
    if (registry) add(registry.name, repo.name, () => `the registry wires ${repo.name}`);
  }
  return [...edges.values()];
}

/**
 * The repos that a package, a set or an attribute of a layer comes from, by node of the graph. A
 * set can come from several repos.
 */
function ownersByKey({ packages, sets, layers }: Wiring): ReadonlyMap<string, ReadonlySet<string>> {
  const owners = new Map<string, ReadonlySet<string>>(
    packages.map((pkg) => [pkg.node, new Set([pkg.repo])]),
  );
  // In reverse order, inner sets come before the sets that contain them.
  for (const { key, members } of [...sets].reverse()) {
    owners.set(key, new Set(members.flatMap((member) => [...(owners.get(member) ?? [])])));
  }
  for (const { repo, settings } of layers) {
    for (const { node } of settings) {
      owners.set(node, new Set([...(owners.get(node) ?? []), repo]));
    }
  }
  return owners;
}
