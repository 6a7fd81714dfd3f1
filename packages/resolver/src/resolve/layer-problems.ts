import { DirectedGraph } from 'graphology';
import { stronglyConnectedComponents } from 'graphology-components';
import { compareNames, pathText, type AttributePath } from '../names/attribute-path';
import { placeKey } from '../locate/layers/layer';
import type { Resolution } from '../locate/resolution';
import { didYouMean, nearestNames } from '../names/nearest-names';
import type { Places } from '../locate/places';
import { BadLayer } from '../problems/layers/bad-layer';
import { LayerLoops } from '../problems/layers/layer-loops';
import { UnknownChannel } from '../problems/layers/unknown-channel';
import { FILE_START, type Place, type Problem } from '../problems/problem';
import { ReservedName } from '../problems/reserved-name';
import { stepFile, type LayerStep } from './layer-steps';
import { deepestNode, definitionKey, nodeAt, type TreeNode } from './package-tree';
import { isNeverSet } from '../names/reserved-names';

/** The problems between layers: unknown channels and inputs, circles, and names used twice. */
export function layerProblems(
  root: TreeNode,
  steps: readonly LayerStep[],
  repos: readonly Resolution[],
  places: Places,
): readonly Problem[] {
  return [
    ...unknownChannels(steps, places),
    ...channelLoops(steps, places),
    ...unknownFollows(steps, places),
    ...replacedChannels(steps),
    ...sharedNames(steps, repos),
    ...neverSet(steps, places),
    ...loops(root, steps, places),
  ];
}

function unknownChannels(steps: readonly LayerStep[], places: Places): readonly Problem[] {
  const channels = new Set(
    steps.flatMap(({ entry }) => (entry.layer === 'channels' ? [entry.name] : [])),
  );
  return steps.flatMap((step) => {
    const { entry, resolution, index } = step;
    const unknown = (channel: string, key: string, known: readonly string[]): Problem[] =>
      known.includes(channel)
        ? []
        : [
            new UnknownChannel(
              places.ofLayer(resolution, index, key),
              channel,
              entry.file,
              resolution.repo,
              nearestNames(channel, known),
            ),
          ];
    if (entry.layer === 'fallbacks') {
      return entry.choices.flatMap(({ channel }, choice) =>
        unknown(channel, placeKey.field(choice, 'channel'), [...channels]),
      );
    }
    if (entry.layer === 'channels' && entry.of !== undefined) {
      return unknown(entry.of, placeKey.field('of'), ['base', ...channels]);
    }
    return [];
  });
}

/** Channels that are made of each other in a circle, so that there is nothing to patch. */
function channelLoops(steps: readonly LayerStep[], places: Places): readonly Problem[] {
  const made = new Map(
    steps.flatMap(({ entry }) =>
      entry.layer === 'channels' && entry.of !== undefined ? [[entry.name, entry.of] as const] : [],
    ),
  );
  return steps.flatMap(({ entry, resolution, index }) => {
    if (entry.layer !== 'channels') return [];
    const way = [entry.name];
    for (let at = made.get(entry.name); at !== undefined; at = made.get(at)) {
      if (at === entry.name) {
        const place = places.ofLayer(resolution, index, placeKey.field('of'));
        const circle = [...way, at].map((name) => `\`${name}\``).join(' → ');
        const hint = 'let one of them come from a "url", or from "base"';
        return [new BadLayer(place, `channels are made of each other: ${circle}`, hint)];
      }
      if (way.includes(at)) return [];
      way.push(at);
    }
    return [];
  });
}

/** Inputs of other flakes that follow an input that the registry does not have. */
function unknownFollows(steps: readonly LayerStep[], places: Places): readonly Problem[] {
  const known = steps.flatMap(({ entry }) =>
    entry.layer === 'channels' || entry.layer === 'flakes' ? [entry.name] : [],
  );
  return steps.flatMap(({ entry, resolution, index }) => {
    if (entry.layer !== 'flakes') return [];
    const ours = ['base', 'lib', ...known.filter((name) => name !== entry.name)];
    return Object.entries(entry.follows).flatMap(([input, target]) => {
      if (ours.includes(target)) return [];
      const place = places.ofLayer(resolution, index, placeKey.field('follows', input));
      const message = `\`${input}\` cannot follow \`${target}\`: that is no input of the registry`;
      const hint =
        didYouMean(nearestNames(target, ours)) ??
        'name `base`, `lib`, a channel or another flake of a layer';
      return [new BadLayer(place, message, hint)];
    });
  });
}

/** Fallbacks whose attribute is the name of a channel, which they would replace. */
function replacedChannels(steps: readonly LayerStep[]): readonly Problem[] {
  const channels = steps.filter(({ entry }) => entry.layer === 'channels');
  return steps.flatMap(({ entry, resolution }) => {
    if (entry.layer !== 'fallbacks') return [];
    const channel = channels.find(
      (step) => step.entry.layer === 'channels' && step.entry.name === entry.attribute,
    );
    if (!channel) return [];
    const place = { file: `${resolution.root}/${entry.file}`, position: FILE_START };
    const message = `\`${entry.attribute}\` is the channel of ${stepFile(channel)}, and no package of one`;
    return [new BadLayer(place, message, 'take the file away, or give it the name of a package')];
  });
}

/** Names used twice among channels, flakes and repos, which are all inputs of one flake. */
function sharedNames(
  steps: readonly LayerStep[],
  repos: readonly Resolution[],
): readonly Problem[] {
  const taken = new Map(repos.map(({ repo, root }) => [repo, `the repo ${root}`]));
  return steps.flatMap((step) => {
    const { entry, resolution } = step;
    if (entry.layer !== 'channels' && entry.layer !== 'flakes') return [];
    const other = taken.get(entry.name);
    taken.set(entry.name, stepFile(step));
    if (other === undefined) return [];
    const place = { file: `${resolution.root}/${entry.file}`, position: FILE_START };
    const message = `\`${entry.name}\` is the name of ${other} already, and both are inputs of the registry`;
    return [new BadLayer(place, message, 'give the file another name')];
  });
}

function neverSet(steps: readonly LayerStep[], places: Places): readonly Problem[] {
  return steps.flatMap(({ entry, resolution, index }) => {
    if (entry.layer !== 'overrides') return [];
    return entry.sets
      .filter(({ path }) => isNeverSet(path[path.length - 1]!, path.length))
      .map(({ path }) => {
        const place = places.ofLayer(resolution, index, placeKey.setting(path));
        return new ReservedName(place, pathText(path), path[path.length - 1]!);
      });
  });
}

/**
 * Attributes whose whole values depend on each other in a circle: `jq = final.jq.override { }`.
 * Only `head` counts: other references inside of a value are evaluated later, and may lead back.
 */
function loops(root: TreeNode, steps: readonly LayerStep[], places: Places): readonly Problem[] {
  const graph = new DirectedGraph();
  const placeOf = new Map<string, Place>();
  const attributes = new Map<string, string>();
  for (const step of steps) {
    if (step.entry.layer !== 'overrides') continue;
    for (const { path, head } of step.entry.sets.flatMap((setting) => [
      setting,
      ...(setting.members ?? []),
    ])) {
      const node = nodeAt(root, path);
      const definition = node?.definitions.find((candidate) => candidate.step === step);
      if (!node || !definition) continue;
      const from = definitionKey(node, definition);
      attributes.set(from, node.key);
      for (const side of ['final', 'previous'] as const) {
        head[side].forEach((taken, i) => {
          const to = headOf(root, step, side, taken);
          if (to === undefined) return;
          const key = placeKey.reference(path, `head.${side}`, i);
          graph.mergeEdge(from, to);
          placeOf.set(`${from}\n${to}`, places.ofLayer(step.resolution, step.index, key));
        });
      }
    }
  }
  return stronglyConnectedComponents(graph).flatMap((members) => {
    const first = [...members].sort(compareNames)[0]!;
    if (members.length === 1 && !graph.hasEdge(first, first)) return [];
    const circle = circleFrom(graph, first, new Set(members));
    const placed = circle.map((from, i) => ({
      attribute: attributes.get(from)!,
      place: placeOf.get(`${from}\n${circle[(i + 1) % circle.length]!}`)!,
    }));
    return [new LayerLoops(placed[0]!.place, placed)];
  });
}

/** The key of the setting that a reference leads to; undefined if no layer set it. */
function headOf(
  root: TreeNode,
  step: LayerStep,
  side: 'final' | 'previous',
  taken: AttributePath,
): string | undefined {
  const node = deepestNode(root, taken);
  const reached = node.definitions.filter(
    (candidate) => side === 'final' || (candidate.step?.height ?? -1) < step.height,
  );
  const definition = reached[reached.length - 1];
  return definition?.setting && definitionKey(node, definition);
}

function circleFrom(
  graph: DirectedGraph,
  first: string,
  inside: ReadonlySet<string>,
): readonly string[] {
  const way = [first];
  for (;;) {
    const neighbours = graph.outNeighbors(way[way.length - 1]!).sort(compareNames);
    const next = neighbours.find((neighbour) => inside.has(neighbour))!;
    const seen = way.indexOf(next);
    if (seen >= 0) return way.slice(seen);
    way.push(next);
  }
}
