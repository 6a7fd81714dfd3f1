import type { NxJsonConfiguration } from '@nx/devkit';
import { UserError } from '../boundary/user-error';

/** The options of the plugin in nx.json. */
export interface NxNixOptions {
  /** The folder whose sub-folders are repos, from the workspace root; `repos` by default. */
  readonly repos?: string;
  /**
   * The folder of Nix's programs, from the workspace root. Used if there is no Nix on PATH: for a
   * private Nix of the workspace.
   */
  readonly nix?: string;
}

/** The options, with defaults filled in. */
export interface PluginOptions {
  readonly repos: string;
  readonly nix?: string;
}

/**
 * Checks the options and fills in defaults.
 * @throws UserError when an option is wrong
 */
export function normaliseOptions(options: NxNixOptions | undefined): PluginOptions {
  const given: unknown = options?.repos ?? 'repos';
  const repos = typeof given === 'string' ? given.replace(/\/+$/, '') : '';
  if (!isInside(repos)) throw refused('repos', 'repos', given);
  const nix = options?.nix;
  if (nix === undefined) return { repos };
  if (typeof nix !== 'string' || !isInside(nix)) throw refused('nix', '.nix/bin', nix);
  return { repos, nix };
}

/**
 * The options in nx.json, for functions that do not get them from Nx.
 * @throws UserError when an option is wrong
 */
export function optionsOfPlugin(nxJson: NxJsonConfiguration): PluginOptions {
  const plugin = nxJson.plugins?.find(
    (entry) => (typeof entry === 'string' ? entry : entry.plugin) === 'nx-nix',
  );
  return normaliseOptions(
    typeof plugin === 'object' ? (plugin.options as NxNixOptions | undefined) : undefined,
  );
}

function isInside(folder: string): boolean {
  return folder !== '' && !/^\/|(^|\/)\.\.?(\/|$)/.test(folder);
}

function refused(option: string, example: string, value: unknown): UserError {
  return new UserError(
    `nx.json: the option "${option}" of nx-nix is a folder inside of the workspace, such as "${example}", not ${JSON.stringify(value)}`,
  );
}
