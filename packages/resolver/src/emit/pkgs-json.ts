import type { Edge } from '../resolve/edge';
import { jsonText } from '../text/json-text';
import type { Wiring } from '../wire/wired';

/**
 * The text of `pkgs.json`: the wiring for people and tools. Each package is one line, so that
 * changes are readable in a diff.
 */
export function pkgsJson(wiring: Wiring): string {
  const line = (value: unknown): string => `    ${jsonText(value)}`;
  const list = (items: readonly unknown[]): string =>
    items.length === 0 ? '[]' : `[\n${items.map(line).join(',\n')}\n  ]`;
  const repos = wiring.repos.map(({ name }) => name);
  const packages = wiring.packages.map((pkg) => ({
    path: pkg.path,
    attribute: pkg.key,
    // Only if a layer sets the same path.
    ...(pkg.node === pkg.key ? {} : { node: pkg.node }),
    repo: pkg.repo,
    file: pkg.file,
    kind: pkg.kind,
    level: pkg.level,
    dependencies: pkg.edges.map(dependency),
    ...(pkg.hiddenBy.length > 0 ? { hiddenBy: pkg.hiddenBy } : {}),
  }));
  const sets = wiring.sets.map(({ path, key, isScope, members }) => ({
    path,
    attribute: key,
    kind: isScope ? 'scope' : 'plain',
    members,
  }));
  const layers = wiring.layers.map(({ repo, entry, attributes, settings }) => ({
    repo,
    layer: entry.layer,
    file: entry.file,
    sets:
      attributes === 'all'
        ? attributes
        : settings.map(({ path, key, node, isConditional, edges, hiddenBy }) => ({
            path,
            attribute: key,
            ...(node === key ? {} : { node }),
            ...(isConditional ? { conditional: true } : {}),
            dependencies: edges.map(dependency),
            ...(hiddenBy.length > 0 ? { hiddenBy } : {}),
          })),
  }));
  const layered = layers.length > 0 ? `,\n  "layers": ${list(layers)}` : '';
  // Names of the base that are made of packages of repos: the through-base edges.
  const ways = wiring.base.map(({ key, through }) => ({ attribute: key, through }));
  const base = wiring.config.base.facts ? `,\n  "base": ${list(ways)}` : '';
  return `{
  "format": 1,
  "repos": ${jsonText(repos)},
  "levels": ${wiring.levels},
  "packages": ${list(packages)},
  "sets": ${list(sets)},
  "components": ${list(wiring.components)}${layered}${base}
}
`;
}

function dependency({ to, kind, by, isFromBody }: Edge): unknown {
  return { to, kind, by, ...(isFromBody ? { from: 'body' } : {}) };
}
