import { attributeName } from '../attribute-path';
import type { EdgeKind } from '../resolve/edge';
import type { WiredPackage, WiredSet, Wiring } from '../wire/wiring';

/** One colour for each repo, in the order of their names; readable under black text. */
const COLOURS = [
  '#a6cee3',
  '#fdbf6f',
  '#b2df8a',
  '#fb9a99',
  '#cab2d6',
  '#ffff99',
  '#8dd3c7',
  '#fccde5',
  '#d9d9d9',
  '#bc80bd',
];

const EDGE_STYLE: Readonly<Record<Exclude<EdgeKind, 'base'>, string>> = {
  required: 'style=solid',
  optional: 'style=dashed',
  structural: 'style=solid, arrowhead=empty',
  self: 'style=dotted',
};

/**
 * The wiring as a Graphviz graph: coloured by repo, grouped by set, an arrow from who asks to what
 * is asked for.
 * @see https://graphviz.org/doc/info/lang.html
 */
export function pkgsDot(wiring: Wiring): string {
  const colours = new Map(
    wiring.repos.map(({ name }, i) => [name, COLOURS[i % COLOURS.length]!] as const),
  );
  const sets = new Map(wiring.sets.map((set) => [set.key, set]));
  const packages = new Map(wiring.packages.map((pkg) => [pkg.key, pkg]));
  const top = wiring.packages.filter(({ path }) => path.length === 1);
  const topSets = wiring.sets.filter(({ path }) => path.length === 1);
  return [
    'digraph pkgs {',
    `  graph [fontname="Helvetica", fontsize=12, rankdir=BT, compound=true, bgcolor=white, ranksep=0.45${effort(wiring)}];`,
    '  node [fontname="Helvetica", fontsize=11, shape=box, style="rounded,filled", color="#555555"];',
    '  edge [color="#555555", arrowsize=0.7];',
    ...top.map((pkg) => `  ${nodeText(pkg, colours)}`),
    ...topSets.flatMap((set) => clusterText(set, sets, packages, colours, '  ')),
    ...wiring.packages.flatMap((pkg) => edgeTexts(pkg, sets, packages)).map((text) => `  ${text}`),
    ...legend(colours),
    '}',
    '',
  ].join('\n');
}

/**
 * Above a hundred packages Graphviz gets straight lines to draw and bounds to keep to: 300 packages
 * with 1,000 edges took it 58 s without, and 5 s with them.
 * @see https://graphviz.org/docs/attrs/nslimit
 */
function effort(wiring: Wiring): string {
  return wiring.packages.length > 100 ? ', splines=line, nslimit=1, nslimit1=1, mclimit=0.3' : '';
}

function nodeText(pkg: WiredPackage, colours: ReadonlyMap<string, string>): string {
  const label = attributeName(pkg.path[pkg.path.length - 1]!);
  const unseen = pkg.hiddenBy.length > 0 ? `; ${pkg.hiddenBy.join(', ')} may hide more` : '';
  const tooltip = `${pkg.key} (${pkg.repo}${unseen})`;
  const colour = colours.get(pkg.repo)!;
  const hidden = pkg.hiddenBy.length > 0 ? ', peripheries=2' : '';
  return `${dotString(pkg.key)} [label=${dotString(label)}, tooltip=${dotString(tooltip)}, fillcolor="${colour}"${hidden}];`;
}

function clusterText(
  set: WiredSet,
  sets: ReadonlyMap<string, WiredSet>,
  packages: ReadonlyMap<string, WiredPackage>,
  colours: ReadonlyMap<string, string>,
  indent: string,
): readonly string[] {
  const style = set.isScope ? 'style="rounded,bold"' : 'style="rounded,dashed"';
  return [
    `${indent}subgraph ${dotString(`cluster ${set.key}`)} {`,
    `${indent}  label=${dotString(set.key)}; ${style}; color="#888888";`,
    ...set.members.flatMap((key) => {
      const inner = sets.get(key);
      if (inner) return clusterText(inner, sets, packages, colours, `${indent}  `);
      return [`${indent}  ${nodeText(packages.get(key)!, colours)}`];
    }),
    `${indent}}`,
  ];
}

function edgeTexts(
  pkg: WiredPackage,
  sets: ReadonlyMap<string, WiredSet>,
  packages: ReadonlyMap<string, WiredPackage>,
): readonly string[] {
  return pkg.edges.flatMap(({ to, kind, by }) => {
    // The base is not drawn.
    if (kind === 'base') return [];
    const attributes = `${EDGE_STYLE[kind]}, tooltip=${dotString(`${pkg.key} asks for ${by} (${kind})`)}`;
    if (packages.has(to)) return [`${dotString(pkg.key)} -> ${dotString(to)} [${attributes}];`];
    const target = firstPackageIn(to, sets, packages);
    return target
      ? [
          `${dotString(pkg.key)} -> ${dotString(target)} [${attributes}, lhead=${dotString(`cluster ${to}`)}];`,
        ]
      : [];
  });
}

/** An arrow to a set has to end at a node; Graphviz cuts it off at the set's border. */
function firstPackageIn(
  key: string,
  sets: ReadonlyMap<string, WiredSet>,
  packages: ReadonlyMap<string, WiredPackage>,
): string | undefined {
  for (const member of sets.get(key)?.members ?? []) {
    const found = packages.has(member) ? member : firstPackageIn(member, sets, packages);
    if (found) return found;
  }
  return undefined;
}

function legend(colours: ReadonlyMap<string, string>): readonly string[] {
  return [
    '  subgraph "cluster: repos" {',
    '    label="repos"; style="rounded"; color="#cccccc"; fontcolor="#555555";',
    ...[...colours].map(
      ([name, colour]) =>
        `    ${dotString(`: ${name}`)} [label=${dotString(name)}, shape=box, style=filled, fillcolor="${colour}", color="${colour}"];`,
    ),
    '  }',
  ];
}

/** A DOT string; a backslash is escaped too, as Graphviz has escapes of its own in labels. */
function dotString(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}
