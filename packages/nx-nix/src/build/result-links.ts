import { mkdirSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { AttributePath } from '@nx-nix/resolver';
import type { Nix } from '../nix/find-nix';
import { UserError } from '../boundary/user-error';
import { askNix } from '../nix/run-nix';

/** A package that is in the store now. */
export interface Linked {
  readonly path: AttributePath;
  readonly outputs: Readonly<Record<string, string>>;
}

/** How many of Nix's processes run beside each other. */
const AT_ONCE = 4;

/** A repo's links to what it built, from the workspace root. */
export function resultFolder(root: string): string {
  return `dist/${root}/result`;
}

/**
 * The name of the link to a package's output. Names that a file could not have, or that would read
 * as two, are percent-encoded; `^` is in no encoded name.
 */
export function linkName(path: AttributePath, output: string, isDefault: boolean): string {
  const name = path.map((part) => encodeURIComponent(part).replaceAll('.', '%2E')).join('.');
  return isDefault ? name : `${name}^${output}`;
}

/**
 * Makes a link for each output, in the place of all links that were there. They are Nix's indirect
 * roots: what they lead to is kept from its garbage collector as long as they exist.
 * @param fresh store paths that came into the store just now: nobody holds them yet
 */
export async function linkResults(
  nix: Nix,
  folder: string,
  packages: readonly Linked[],
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
  // Nix refuses to replace what is no link into its store.
  rmSync(file, { recursive: true, force: true });
  const args = ['--realise', to, '--add-root', file, '--indirect'];
  const ran = await askNix(nix, 'nix-store', args);
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
