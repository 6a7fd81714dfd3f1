import { nearestNames } from '../names/nearest-names';
import { BadRepoConfig } from '../problems/bad-repo-config';
import { NotGranted } from '../problems/not-granted';
import { FILE_START, type Problem } from '../problems/problem';
import type { Repo } from './repo';

/**
 * Problems for overlay repos that the registry does not list: an overlay reaches all packages. (The
 * lib does, too, but its folder is called `lib`, and the registry's owner names folders.)
 */
export function kindProblems(repos: readonly Repo[]): readonly Problem[] {
  const registry = repos.find(({ kind }) => kind === 'registry');
  if (!registry) return [];
  const { overlays = [] } = registry.config;
  return repos.flatMap(({ name, root, kind, kindPosition = FILE_START }) => {
    if (kind !== 'overlay' || overlays.includes(name)) return [];
    const place = { file: `${root}/nix-repo.json`, position: kindPosition };
    const line = `"overlays": ${JSON.stringify([...overlays, name])}`;
    const asks = 'is of kind "overlay", which can change all packages';
    return [new NotGranted(place, name, asks, line)];
  });
}

/** Problems for grants to repos that are not there: a name that is free may be taken by anybody. */
export function unknownRepos(repos: readonly Repo[]): readonly Problem[] {
  const names = repos.map(({ name }) => name);
  return repos.flatMap(({ root, grantPositions = {} }) =>
    Object.entries(grantPositions).flatMap(([name, position]) => {
      if (names.includes(name)) return [];
      const [near] = nearestNames(name, names);
      const hint = near ? `did you mean "${near}"?` : 'take it away, or add the repo';
      const place = { file: `${root}/nix-repo.json`, position };
      return [new BadRepoConfig(place, `there is no repo "${name}" to grant anything to`, hint)];
    }),
  );
}
