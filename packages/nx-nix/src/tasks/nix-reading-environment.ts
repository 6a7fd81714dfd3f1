import { repoAt } from '@nx-nix/resolver';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NxJsonConfiguration } from '@nx/devkit';
import { findNix } from '../nix/find-nix';
import { nixPlace } from '../nix/nix-place';
import type { PluginOptions } from '../workspace/plugin-options';
import { unseenHash } from './unseen';
import { nixReadingVariable } from './unseen-variable';

/**
 * The variables that are an input of `resolve` for the sake of `--locator=nix` and `--verify`: what
 * Nix says of a repo hangs on the Nix and on `lib` too. Empty for a run in which nobody asks Nix, so
 * that machines with and without one share what was read. Who might ask is found generously; who
 * asks all the same (by an option that was set elsewhere) is refused by the executor.
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

/** Whether a JSON text has one of the two options, wherever in it. */
function asksNix(text: string): boolean {
  return /"(locator|verify)"/.test(text);
}

function isAskedByProject(workspaceRoot: string, root: string): boolean {
  return ['project.json', 'package.json'].some((name) => {
    try {
      return asksNix(readFileSync(join(workspaceRoot, root, name), 'utf8'));
    } catch {
      return false;
    }
  });
}

/** Without a Nix that works, plain reading goes on as ever; who asks for it then says what is wrong. */
async function nixReaderText(
  workspaceRoot: string,
  roots: readonly string[],
  options: PluginOptions,
): Promise<string> {
  const libs = roots.filter((root) => repoAt(workspaceRoot, root).repo.kind === 'lib');
  // As if Nx saw none of them: then the hash is of everything.
  const lib = libs.map((root) => unseenHash(workspaceRoot, root, new Set())).join(' ');
  try {
    const { version } = await nixPlace(findNix(workspaceRoot, options.nix));
    return `${version} ${lib}`;
  } catch {
    return `none ${lib}`;
  }
}
