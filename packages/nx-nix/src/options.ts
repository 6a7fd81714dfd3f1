/** What nx.json may say behind `"plugin": "nx-nix"`. */
export interface NxNixOptions {
  /** The folder whose sub-folders are repos, from the workspace root; `repos` by default. */
  readonly repos?: string;
}

/** The options with what stands where nx.json says nothing; wrong ones are refused. */
export function normaliseOptions(options: NxNixOptions | undefined): Required<NxNixOptions> {
  const repos = (options?.repos ?? 'repos').replace(/\/+$/, '');
  if (typeof repos !== 'string' || repos === '' || /^\/|(^|\/)\.\.?(\/|$)/.test(repos)) {
    throw new Error(
      `nx.json: the option "repos" of nx-nix is a folder inside of the workspace, such as "repos", not ${JSON.stringify(options?.repos)}`,
    );
  }
  return { repos };
}
