import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commitAll, copyTree, type FlakeRuns } from '../testing/flake-runs';
import { temporaryFolder } from '../testing/temporary-folder';

const REPOS = join(__dirname, '..', '..', 'repos');

/** The demo, published: each repo is a git repository, and the registry's flake is locked. */
export interface PublishedDemo {
  /** The folder of all repositories; they have the same names as in the demo. */
  readonly folder: string;
  /** The flake reference of a repository. */
  url(repo: string): string;
  /** Commits the content of the repositories, locks the registry again, and commits that. */
  publish(): Promise<void>;
}

/**
 * Publishes a copy of the demo. The registry is a repository of its own. Its `flake.nix` is written
 * here by hand; the output of the `lock` target is tested elsewhere.
 * @param how repos: the demo's folder of repos, or a similar folder. as: whether the registry
 *   takes repos as flakes or as folders. With folders, one flag of Nix replaces a repo; a replaced
 *   flake would bring its own inputs, whatever they follow.
 */
export async function publishDemo(
  runs: FlakeRuns,
  how: { readonly repos?: string; readonly as?: 'folders' | 'flakes' } = {},
): Promise<PublishedDemo> {
  const folder = copyTree(how.repos ?? REPOS, temporaryFolder('published'));
  const url = (repo: string): string => `git+file://${join(folder, repo)}`;
  const names = readdirSync(folder).filter((name) => name !== 'registry');
  writeFileSync(
    join(folder, 'registry', 'flake.nix'),
    flakeNix(folder, names, url, how.as ?? 'folders'),
  );
  const publish = async (): Promise<void> => {
    for (const name of names) await commitAll(join(folder, name));
    await commitAll(join(folder, 'registry'));
    const lock = readdirSync(join(folder, 'registry')).includes('flake.lock');
    const update = lock ? names.flatMap((name) => ['--update-input', name]) : [];
    await runs.said(['flake', 'lock', ...update], join(folder, 'registry'));
    await commitAll(join(folder, 'registry'), 'lock');
  };
  await publish();
  return { folder, url, publish };
}

function flakeNix(
  folder: string,
  names: readonly string[],
  url: (repo: string) => string,
  as: 'folders' | 'flakes',
): string {
  const inputs = names.map((name) => {
    if (name === 'lib') return `    lib.url = "${url(name)}";\n`;
    const config = JSON.parse(readFileSync(join(folder, name, 'nix-repo.json'), 'utf8')) as {
      kind?: string;
      layout?: unknown;
    };
    const isFlake = as === 'flakes' && config.kind !== 'overlay' && config.layout !== 'nur';
    const more = isFlake ? 'inputs.lib.follows = "lib"' : 'flake = false';
    return `    ${name} = {\n      url = "${url(name)}";\n      ${more};\n    };\n`;
  });
  return `{
  description = "The demo, published";

  inputs = {
${inputs.join('')}  };

  outputs = inputs: import ./outputs.nix inputs;
}
`;
}
