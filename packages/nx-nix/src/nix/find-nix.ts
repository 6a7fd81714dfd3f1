import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { UserError } from '../boundary/user-error';

/** The variable with the folder of Nix's programs. It comes before all other places. */
const NIX_BIN_VARIABLE = 'NX_NIX_BIN';

/** The programs that this plugin calls. */
const PROGRAMS = ['nix-instantiate', 'nix-store'] as const;

/** An installed Nix. */
export interface Nix {
  /** The absolute folder of its programs. */
  readonly bin: string;
  /**
   * True if its programs are on PATH, so that a command for the user can name them without a
   * folder.
   */
  readonly isOnPath: boolean;
}

/**
 * Finds the Nix to use: from `NX_NIX_BIN`, else on PATH, else in the folder of the plugin's option
 * `nix`.
 * @param folder the option, from the workspace root
 * @throws UserError when there is none; the message contains what to do
 */
export function findNix(
  workspaceRoot: string,
  folder: string | undefined,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Nix {
  const named = env[NIX_BIN_VARIABLE];
  const onPath = (env['PATH'] ?? '').split(delimiter).filter(isAbsolute).find(hasNix);
  if (named) {
    const bin = resolve(workspaceRoot, named);
    if (hasNix(bin)) return { bin, isOnPath: bin === onPath };
    throw new UserError(
      `${NIX_BIN_VARIABLE} is ${named}, which has no ${PROGRAMS.join(' and ')} to run`,
    );
  }
  if (onPath !== undefined) return { bin: onPath, isOnPath: true };
  const own = folder === undefined ? undefined : join(workspaceRoot, folder);
  if (own !== undefined && hasNix(own)) return { bin: own, isOnPath: false };
  const tried = own === undefined ? '' : ` or in ${folder}`;
  throw new UserError(
    `there is no Nix on PATH${tried}. Install it (https://nixos.org/download, or Debian's and Ubuntu's package nix-bin), or name the folder of its programs in ${NIX_BIN_VARIABLE}.`,
  );
}

function hasNix(folder: string): boolean {
  return PROGRAMS.every((program) => isProgram(join(folder, program)));
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
