import { join } from 'node:path';
import { readRegularText } from '@nx-nix/files';
import { nearestNames, type AttributePath } from '@nx-nix/resolver';
import type { PackageName } from '../../build/evaluate';
import { UserError } from '../../boundary/user-error';

/** A package in `pkgs.json`. */
interface ListedPackage {
  readonly path: AttributePath;
  readonly attribute: string;
  readonly repo: string;
}

/**
 * The packages of a repo to build, from the registry's `pkgs.json`: all, or those that are named.
 * @param wanted attribute paths; quotes may be left out where the name stays unique
 * @throws UserError that names everything that is not a package of the repo
 */
export function packagesToBuild(
  workspaceRoot: string,
  registry: string,
  repo: string,
  wanted: readonly string[],
): readonly PackageName[] {
  const listed = readListed(join(workspaceRoot, registry, 'pkgs.json'));
  const own = listed.filter((pkg) => pkg.repo === repo);
  if (wanted.length === 0) return own;
  const found: PackageName[] = [];
  const problems: string[] = [];
  // Nx splits `a,b`, but not if the option is repeated.
  const names = wanted.flatMap((name) => (find(own, name) ? [name] : name.split(',')));
  for (const name of new Set(names)) {
    const pkg = find(own, name);
    if (pkg) found.push(pkg);
    else problems.push(unknown(name, repo, own, find(listed, name)));
  }
  if (problems.length > 0) throw new UserError(problems.join('\n'));
  return own.filter((pkg) => found.includes(pkg));
}

function find(packages: readonly ListedPackage[], name: string): ListedPackage | undefined {
  const exact = packages.find(({ attribute }) => attribute === name);
  const bare = packages.filter(({ path }) => path.join('.') === name);
  return exact ?? (bare.length === 1 ? bare[0] : undefined);
}

function unknown(
  name: string,
  repo: string,
  own: readonly ListedPackage[],
  elsewhere: ListedPackage | undefined,
): string {
  if (elsewhere) {
    return `${name} is no package of ${repo} but of ${elsewhere.repo}: \`nx run ${elsewhere.repo}:nix-build --packages=${name}\``;
  }
  const near = nearestNames(
    name,
    own.map(({ path }) => path.join('.')),
  );
  const hint = near.length > 0 ? `; did you mean ${near.join(' or ')}?` : '';
  return `${repo} has no package ${name}${hint}`;
}

function readListed(file: string): readonly ListedPackage[] {
  try {
    return (JSON.parse(readRegularText(file)) as { packages: readonly ListedPackage[] }).packages;
  } catch (error) {
    throw new UserError(
      `${file} cannot be read (${(error as Error).message}): run \`nx sync\`, which writes it`,
    );
  }
}
