import { pathText, type AttributePath } from '../names/attribute-path';
import { isPathInRepo } from '../names/path-in-repo';
import { placeKey, urlOf, type LayerEntry } from '../locate/layers/layer';
import type { Places } from '../locate/places';
import type { Resolution } from '../locate/resolution';
import { grantLine, NotGranted } from '../problems/not-granted';
import type { Problem } from '../problems/problem';
import type { RegistryConfig } from './registry-config';

// Why: docs/security.md#who-may-do-what
/**
 * What repos ask for beyond their own packages, and the registry does not grant. Without a registry
 * there is nobody to grant anything, and nothing that it could be used for.
 */
export function grantProblems(
  resolutions: readonly Resolution[],
  { grants }: Pick<RegistryConfig, 'grants'>,
  places: Places,
): readonly Problem[] {
  if (!grants) return [];
  return resolutions.flatMap((resolution) => {
    const { repo, layers = [] } = resolution;
    const granted = Object.hasOwn(grants, repo) ? grants[repo]! : {};
    return [
      ...foreignScopes(resolution, resolutions)
        .filter((scope) => !granted.scopes?.includes(scope))
        .map((scope) => {
          const asks = `makes a scope of \`${scope}\`, in which others have packages`;
          const line = grantLine(repo, 'scopes', [...(granted.scopes ?? []), scope]);
          return new NotGranted(places.ofScope(resolution, scope), repo, asks, line);
        }),
      ...layers.flatMap((entry, index) => {
        const url = outsideOf(entry);
        if (url === undefined || granted.inputs?.includes(url)) return [];
        const place = places.ofLayer(resolution, index, placeKey.field('url'));
        const line = grantLine(repo, 'inputs', [...(granted.inputs ?? []), url]);
        return [new NotGranted(place, repo, `takes \`${url}\` from outside`, line)];
      }),
    ];
  });
}

/** Scopes of a repo in which another repo has packages, and does not make it a scope itself. */
function foreignScopes(
  { repo, config }: Resolution,
  resolutions: readonly Resolution[],
): readonly string[] {
  return (config.scopes ?? []).filter((scope) => {
    const set = scope.split('.');
    return resolutions.some(
      (other) =>
        other.repo !== repo &&
        !other.config.scopes?.includes(scope) &&
        other.packages.some(({ path }) => isIn(path, set)),
    );
  });
}

function isIn(path: AttributePath, set: AttributePath): boolean {
  return path.length > set.length && pathText(path.slice(0, set.length)) === pathText(set);
}

/** The address from which a layer takes what does not lie in its repo; undefined if it takes nothing. */
function outsideOf(entry: LayerEntry): string | undefined {
  const url = urlOf(entry);
  return url !== undefined && !isPathInRepo(url) ? url : undefined;
}
