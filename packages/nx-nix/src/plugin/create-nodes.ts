import type { CreateNodes, CreateNodesResultArray, ProjectConfiguration } from '@nx/devkit';
import {
  hasPackages,
  hidingFormalCounts,
  lineText,
  type Repo,
  type RepoReading,
} from '@nx-nix/resolver';
import { tellNx } from '../boundary/tell-nx';
import { readForGraph } from '../reading/graph-reading';
import { normaliseOptions, type NxNixOptions } from '../workspace/plugin-options';
import { edgesOf, type ProjectEdge } from './project-edges';
import { hasRepoName, repoFoldersOf, type NixMetadata } from '../workspace/repos';
import { kindTag, targetsOf } from '../tasks/targets';

/** Makes an Nx project of each repo: of each sub-folder of `repos/` that has a file of the glob. */
export const createNodes: CreateNodes<NxNixOptions> = [
  '**/{nix-repo.json,flake.nix}',
  (files, options, { workspaceRoot }) => tellNx(() => projectsOf(files, options, workspaceRoot)),
];

async function projectsOf(
  files: readonly string[],
  options: NxNixOptions | undefined,
  workspaceRoot: string,
): Promise<CreateNodesResultArray> {
  const folders = repoFoldersOf(files, normaliseOptions(options).repos).filter(hasRepoName);
  if (folders.length === 0) return [];
  const analysis = await readForGraph(workspaceRoot, folders);
  const edges = edgesOf(analysis);
  const repos = analysis.repos.map(({ repo }) => repo);
  return analysis.repos.map((read) => {
    const { root } = read.repo;
    const source = files.find((file) => file.startsWith(`${root}/`))!;
    return [source, { projects: { [root]: projectOf(read, repos, edges) } }] as const;
  });
}

function projectOf(
  { repo, located }: RepoReading,
  repos: readonly Repo[],
  edges: readonly ProjectEdge[],
): ProjectConfiguration {
  const { name, root, kind, config } = repo;
  const hiding = hidingFormalCounts(located.packages);
  const nix: NixMetadata = {
    kind,
    ...(located.layout ? { layout: lineText(located.layout) } : {}),
    ...(hasPackages(repo) ? { packages: located.packages.length } : {}),
    ...(located.layers?.length ? { layers: located.layers.length } : {}),
    ...(Object.keys(hiding).length > 0 ? { hiding } : {}),
    uses: Object.fromEntries(
      edges
        .filter((edge) => edge.from === name)
        .map(({ to, count, first }) => [to, { edges: count, first: lineText(first) }]),
    ),
  };
  return {
    name,
    root,
    sourceRoot: root,
    projectType: 'library',
    tags: ['nix', kindTag(kind)],
    targets: { ...targetsOf(repo, repos) },
    metadata: {
      description: lineText(config.description ?? `Nix packages of ${name}`),
      technologies: [...new Set(['nix', ...(config.technologies ?? []).map(lineText)])],
      ...{ nix },
    },
  };
}
