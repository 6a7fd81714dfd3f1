import { attributeName } from '../names/attribute-path';
import { placeKey } from '../locate/layers/layer';
import type { Places } from '../locate/places';
import { LayerClash } from '../problems/layers/layer-clash';
import { FILE_START, type Place, type Problem } from '../problems/problem';
import type { Definition, TreeNode } from './package-tree';

/**
 * Reports attributes that more than one layer sets, unless the repo of the later layer lists them
 * in `stacked`. The registry is written anyhow, because the order decides which layer wins.
 */
export function layerClashes(root: TreeNode, places: Places): readonly Problem[] {
  return [...nodesBelow(root)].flatMap((node) => {
    const layered = node.definitions.filter(({ step }) => step);
    return layered.slice(1).flatMap((later, i) => {
      const { resolution } = later.step!;
      if (resolution.config.stacked?.includes(node.key)) return [];
      const isOnTop = later.setting?.previous.some(({ path }) =>
        node.path.every((name, depth) => path[depth] === name),
      );
      const name = node.path.map(attributeName).join('.');
      const earlier = placeOf(layered[i]!, node, places);
      const place = placeOf(later, node, places);
      return [new LayerClash(place, name, resolution.repo, earlier, isOnTop ?? false)];
    });
  });
}

function* nodesBelow(node: TreeNode): Iterable<TreeNode> {
  for (const member of node.members.values()) {
    yield member;
    yield* nodesBelow(member);
  }
}

function placeOf({ step, pkg, setting }: Definition, node: TreeNode, places: Places): Place {
  if (pkg) return places.ofPackage(pkg.resolution, pkg.index);
  const { resolution, index, entry } = step!;
  if (setting) return places.ofLayer(resolution, index, placeKey.setting(node.path));
  return { file: `${resolution.root}/${entry.file}`, position: FILE_START };
}
