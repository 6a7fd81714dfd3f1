import { attributeName, type AttributePath } from '../names/attribute-path';
import type { Edge, EdgeKind } from '../resolve/edge';
import { dotString } from '../text/dot-text';
import type { WiredSet, Wiring } from '../wire/wired';

/** Colours of the repos, in the order of their names; light, for black text. */
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
  previous: 'style=bold',
};

/** A box of the drawing: a package, or a setting of a layer. */
interface Drawn {
  /** Unique name in the graph. */
  readonly node: string;
  /** Attribute path as Nix text; boxes of other layers may have the same. */
  readonly key: string;
  readonly label: string;
  readonly repo: string;
  /** The layer's file, for a setting. */
  readonly file?: string;
  readonly hiddenBy: readonly string[];
  readonly edges: readonly Edge[];
}

/**
 * The wiring as a Graphviz graph: coloured by repo, grouped by set, with an arrow from each package
 * to the packages that it needs.
 * @see https://graphviz.org/doc/info/lang.html
 */
export function pkgsDot(wiring: Wiring): string {
  const colours = new Map(
    wiring.repos.map(({ name }, i) => [name, COLOURS[i % COLOURS.length]!] as const),
  );
  const sets = new Map(wiring.sets.map((set) => [set.key, set]));
  const drawn = drawnOf(wiring);
  const boxes = new Map<string, readonly Drawn[]>();
  for (const box of drawn) boxes.set(box.key, [...(boxes.get(box.key) ?? []), box]);
  const nodes = new Set(drawn.map(({ node }) => node));
  const inSets = new Set(wiring.sets.flatMap(({ members }) => members));
  const top = drawn.filter(({ key }) => !inSets.has(key));
  const topSets = wiring.sets.filter(({ path }) => path.length === 1);
  return [
    'digraph pkgs {',
    `  graph [fontname="Helvetica", fontsize=12, rankdir=BT, compound=true, bgcolor=white, ranksep=0.45${effort(wiring)}];`,
    '  node [fontname="Helvetica", fontsize=11, shape=box, style="rounded,filled", color="#555555"];',
    '  edge [color="#555555", arrowsize=0.7];',
    ...top.map((box) => `  ${nodeText(box, colours)}`),
    ...topSets.flatMap((set) => clusterText(set, sets, boxes, colours, '  ')),
    ...drawn.flatMap((box) => edgeTexts(box, sets, nodes)).map((text) => `  ${text}`),
    ...legend(colours),
    '}',
    '',
  ].join('\n');
}

function drawnOf({ packages, layers }: Wiring): readonly Drawn[] {
  const label = (path: AttributePath): string => attributeName(path[path.length - 1]!);
  const settings = layers.flatMap(({ repo, entry, settings: made }) =>
    made.map(({ path, ...setting }): Drawn => {
      return { ...setting, label: label(path), repo, file: entry.file };
    }),
  );
  const boxes = packages.map(({ node, key, path, repo, hiddenBy, edges }): Drawn => {
    return { node, key, label: label(path), repo, hiddenBy, edges };
  });
  return [...boxes, ...settings];
}

/**
 * Options for more than 100 packages: straight lines, and limits for Graphviz's optimisation. 300
 * packages with 1,000 edges took 58 s without them, and 5 s with them.
 * @see https://graphviz.org/docs/attrs/nslimit
 */
function effort(wiring: Wiring): string {
  return wiring.packages.length > 100 ? ', splines=line, nslimit=1, nslimit1=1, mclimit=0.3' : '';
}

function nodeText(
  { node, key, label, repo, file, hiddenBy }: Drawn,
  colours: ReadonlyMap<string, string>,
): string {
  const unseen = hiddenBy.length > 0 ? `; ${hiddenBy.join(', ')} may hide more` : '';
  const where = file === undefined ? repo : `${repo}: ${file}`;
  const tooltip = `${key} (${where}${unseen})`;
  const colour = colours.get(repo)!;
  const hidden = hiddenBy.length > 0 ? ', peripheries=2' : '';
  const shape = file === undefined ? '' : ', shape=note';
  return `${dotString(node)} [label=${dotString(label)}, tooltip=${dotString(tooltip)}, fillcolor="${colour}"${hidden}${shape}];`;
}

function clusterText(
  set: WiredSet,
  sets: ReadonlyMap<string, WiredSet>,
  boxes: ReadonlyMap<string, readonly Drawn[]>,
  colours: ReadonlyMap<string, string>,
  indent: string,
): readonly string[] {
  const style = set.isScope ? 'style="rounded,bold"' : 'style="rounded,dashed"';
  return [
    `${indent}subgraph ${dotString(`cluster ${set.key}`)} {`,
    `${indent}  label=${dotString(set.key)}; ${style}; color="#888888";`,
    ...set.members.flatMap((key) => {
      const inner = sets.get(key);
      if (inner) return clusterText(inner, sets, boxes, colours, `${indent}  `);
      return (boxes.get(key) ?? []).map((box) => `${indent}  ${nodeText(box, colours)}`);
    }),
    `${indent}}`,
  ];
}

function edgeTexts(
  box: Drawn,
  sets: ReadonlyMap<string, WiredSet>,
  nodes: ReadonlySet<string>,
): readonly string[] {
  return box.edges.flatMap(({ to, kind, by }) => {
    // Names of the base are not drawn.
    if (kind === 'base') return [];
    const verb = kind === 'previous' ? 'takes' : 'asks for';
    const attributes = `${EDGE_STYLE[kind]}, tooltip=${dotString(`${box.key} ${verb} ${by} (${kind})`)}`;
    if (nodes.has(to)) return [`${dotString(box.node)} -> ${dotString(to)} [${attributes}];`];
    const target = firstNodeIn(to, sets, nodes);
    return target
      ? [
          `${dotString(box.node)} -> ${dotString(target)} [${attributes}, lhead=${dotString(`cluster ${to}`)}];`,
        ]
      : [];
  });
}

/** A node in a set: Graphviz needs it to draw an arrow to the set, and cuts it at the border. */
function firstNodeIn(
  key: string,
  sets: ReadonlyMap<string, WiredSet>,
  nodes: ReadonlySet<string>,
): string | undefined {
  for (const member of sets.get(key)?.members ?? []) {
    const found = nodes.has(member) ? member : firstNodeIn(member, sets, nodes);
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
