import { repoAt } from '@nx-nix/resolver';
import { join } from 'node:path';
import { readRegularText } from '@nx-nix/files';
import type { NxJsonConfiguration } from '@nx/devkit';
import { findNix } from '../nix/find-nix';
import { nixPlace } from '../nix/nix-identity';
import type { PluginOptions } from '../workspace/plugin-options';
import { unseenHash } from './unseen';
import { nixReadingVariable } from './unseen-variable';

/**
 * The variables that are inputs of `resolve`, for `--locator=nix` and `--verify`: a reading by Nix
 * also depends on the version of Nix and on `lib`. They are empty for a run that does not ask Nix,
 * so that machines with and without Nix share results. A run counts as asking if there is any sign
 * of it; if the executor is asked without a sign, it fails.
 */
export async function nixReadingEnvironment(
  workspaceRoot: string,
  roots: readonly string[],
  options: PluginOptions,
  argv: readonly string[],
  nxJson: NxJsonConfiguration | null,
): Promise<Readonly<Record<string, string>>> {
  const isForAll =
    argv.some((argument) => ASKED.test(argument)) ||
    asksNix(JSON.stringify(nxJson?.targetDefaults ?? {}));
  const asking = roots.filter((root) => isForAll || isAskedByProject(workspaceRoot, root));
  const nixReader = asking.length > 0 ? await nixReaderText(workspaceRoot, roots, options) : '';
  return Object.fromEntries(
    roots.map((root) => [nixReadingVariable(root), asking.includes(root) ? nixReader : '']),
  );
}

const ASKED = /^--(no-)?(locator|verify)\b/;

/** True if a JSON text contains one of the two options, at any depth. */
function asksNix(text: string): boolean {
  return /"(locator|verify)"/.test(text);
}

function isAskedByProject(workspaceRoot: string, root: string): boolean {
  return ['project.json', 'package.json'].some((name) => {
    try {
      return asksNix(readRegularText(join(workspaceRoot, root, name)));
    } catch {
      return false;
    }
  });
}

/**
 * Does not throw: without a working Nix, static reading runs as usual, and a task that asks Nix
 * reports the error.
 */
async function nixReaderText(
  workspaceRoot: string,
  roots: readonly string[],
  options: PluginOptions,
): Promise<string> {
  const libs = roots.filter((root) => repoAt(workspaceRoot, root).repo.kind === 'lib');
  // The empty set means that Nx sees no file: so the hash is of all files.
  const lib = libs.map((root) => unseenHash(workspaceRoot, root, new Set())).join(' ');
  try {
    const { version } = await nixPlace(findNix(workspaceRoot, options.nix));
    return `${version} ${lib}`;
  } catch {
    return `none ${lib}`;
  }
}
