import { mkdirSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { AttributePath } from '@nx-nix/resolver';
import type { Nix } from '../nix/find-nix';
import { UserError } from '../boundary/user-error';
import { askNix } from '../nix/run-nix';

/** A package whose outputs are in the store. */
export interface PackageLinks {
  readonly path: AttributePath;
  readonly outputs: Readonly<Record<string, string>>;
}

/** How many processes of Nix run at the same time. */
const AT_ONCE = 4;

/** The folder of a repo's links to its build results, from the workspace root. */
export function resultFolder(root: string): string {
  return `dist/${root}/result`;
}

/**
 * The name of the link to a package's output. Characters that a file name cannot have, and dots
 * within a name, are percent-encoded. No encoded name contains `^`.
 */
export function linkName(path: AttributePath, output: string, isDefault: boolean): string {
  const name = path.map((part) => encodeURIComponent(part).replaceAll('.', '%2E')).join('.');
  return isDefault ? name : `${name}^${output}`;
}

/**
 * Makes a link for each output, and removes all other links in the folder. The links are indirect
 * roots of Nix: the garbage collector keeps their targets as long as they exist.
 * @param fresh store paths that are new in the store: no root holds them yet
 * @throws UserError when a link cannot be made
 */
export async function linkResults(
  nix: Nix,
  folder: string,
  packages: readonly PackageLinks[],
  fresh: ReadonlySet<string>,
): Promise<void> {
  const wanted = new Map(
    packages.flatMap(({ path, outputs }) =>
      Object.entries(outputs).map(
        ([output, to], i) => [linkName(path, output, i === 0), to] as const,
      ),
    ),
  );
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) {
    if (!wanted.has(name)) rmSync(join(folder, name), { recursive: true });
  }
  const missing = [...wanted].filter(
    ([name, to]) => fresh.has(to) || linkTarget(join(folder, name)) !== to,
  );
  for (let at = 0; at < missing.length; at += AT_ONCE) {
    const some = missing.slice(at, at + AT_ONCE);
    await Promise.all(some.map(([name, to]) => link(nix, join(folder, name), to)));
  }
}

async function link(nix: Nix, file: string, to: string): Promise<void> {
  // Nix does not replace a file that is no link into its store.
  rmSync(file, { recursive: true, force: true });
  const args = ['--realise', to, '--add-root', file, '--indirect'];
  const ran = await askNix({ nix, program: 'nix-store', args });
  if (ran.status !== 0) {
    throw new UserError(`${file} cannot be made a link to ${to}: ${ran.stderr.trim()}`);
  }
}

function linkTarget(file: string): string | undefined {
  try {
    return readlinkSync(file);
  } catch {
    return undefined;
  }
}
