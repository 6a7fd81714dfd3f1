import type { NxJsonConfiguration } from '@nx/devkit';
import { UserError } from '../boundary/user-error';

/** What nx.json may say behind `"plugin": "nx-nix"`. */
export interface NxNixOptions {
  /** The folder whose sub-folders are repos, from the workspace root; `repos` by default. */
  readonly repos?: string;
  /**
   * The folder of a Nix's programs, from the workspace root, for where there is none on PATH: a
   * private one that the workspace brings along.
   */
  readonly nix?: string;
}

/** The options with what stands where nx.json says nothing. */
export interface PluginOptions {
  readonly repos: string;
  readonly nix?: string;
}

/** Reads the options; wrong ones are refused. */
export function normaliseOptions(options: NxNixOptions | undefined): PluginOptions {
  const given: unknown = options?.repos ?? 'repos';
  const repos = typeof given === 'string' ? given.replace(/\/+$/, '') : '';
  if (!isInside(repos)) throw refused('repos', 'repos', given);
  const nix = options?.nix;
  if (nix === undefined) return { repos };
  if (typeof nix !== 'string' || !isInside(nix)) throw refused('nix', '.nix/bin', nix);
  return { repos, nix };
}

/** The options in nx.json, for where Nx does not hand them over. */
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
