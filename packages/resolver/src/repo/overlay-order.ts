import { nearestNames } from '../names/nearest-names';
import { BadRepoConfig } from '../problems/bad-repo-config';
import { FILE_START, type Problem } from '../problems/problem';
import type { Repo } from './repo';

/** Problems for names in the field `overlays` of a registry that are no overlay repos. */
export function overlayOrderProblems(repos: readonly Repo[]): readonly Problem[] {
  const overlays = repos.filter(({ kind }) => kind === 'overlay').map(({ name }) => name);
  return repos.flatMap(({ root, config: { overlays: order }, overlaysPosition }) => {
    if (order === undefined) return [];
    const position = overlaysPosition ?? FILE_START;
    const place = { file: `${root}/nix-repo.json`, position };
    const unknown = order.filter((name) => !overlays.includes(name));
    return unknown.map((name) => {
      const [near] = nearestNames(name, overlays);
      const hint = near ? `did you mean "${near}"?` : 'take it away, or add the repo';
      return new BadRepoConfig(place, `there is no repo "${name}" of kind "overlay"`, hint);
    });
  });
}
