import { readBody, readEmptySets, type Body, type NixParser } from '@nx-nix/lambdas';
import { REGISTRY_FILES } from '../emit/registry-files';
import { diagnosticProblem } from '../locate/diagnostic-problem';
import type { LocatedTree, PackageSource } from '../locate/layouts/layout';
import type { LocatedRepo } from '../locate/located';
import type { ReadingCache } from '../readings/reading-cache';
import { exclusion } from '../locate/untaken-files';
import { FileNotTaken } from '../problems/check/file-not-taken';
import { FILE_START, type Place, type Problem } from '../problems/problem';
import { UnclearLayout } from '../problems/unclear-layout';
import { caseClashes } from './case-clashes';
import { emptySetFolders, emptySetsOfGroup } from './empty-sets';
import { evaluatedFiles } from './evaluated-files';
import { clockProblems, escapeProblems, modeProblems, pipeProblems } from './nix-file';
import { packageFolders, type PackageFolder } from './package-folders';
import { folderLinkProblems, linkProblems, pathProblems } from './references';
import { everythingIn, RepoTree, type TreeEntry } from './repo-tree';
import { structureProblems } from './structure';
import { unusedFormals } from './unused-formals';
import { withoutRepetitions } from './without-repetitions';

/** The result of checking the files of one repo; without the problems found by locating. */
export interface RepoCheck {
  readonly problems: readonly Problem[];
  /** The folders of the repo's packages, by which the ratchet recognises problems. */
  readonly folders: readonly PackageFolder[];
}

/** Checks all files of one repo, without running Nix. */
export function checkRepo(
  workspaceRoot: string,
  located: LocatedRepo,
  parser: NixParser,
  cache: ReadingCache,
): RepoCheck {
  const { root } = located.repo;
  const tree = new RepoTree(workspaceRoot, root);
  const files = new NixFiles(tree, root, located.repo.name, parser, cache);
  // NUR's own file lists its packages, so its folders may have any structure.
  const layouts = located.trees.filter(({ layout }) => layout !== 'nur');
  const sources = layouts.flatMap((layout) => layout.sources);
  const folders = layouts.flatMap((layout) => packageFolders(tree, layout, layout.sources));
  const own = new Set(folders.flatMap(({ folder, file }) => (file ? [] : [folder])));
  const found: readonly Problem[] = [
    ...caseClashes(tree.entries, files.placeOf),
    ...files.everywhere(new Set(located.repo.kind === 'registry' ? REGISTRY_FILES : [])),
    ...folders.flatMap((folder) => files.inFolder(folder, own)),
    ...layouts.flatMap((layout) => files.betweenFolders(layout, own)),
    ...unusedFormals(located.packages, (file) => files.body(file.slice(root.length + 1))),
    ...sources.flatMap((source) => files.inGroup(source)),
    ...layouts.flatMap((layout) => [
      ...structureProblems(tree, layout, folders, files.placeOf),
      ...emptySetFolders(tree, layout, layout.sources, files.placeOf),
    ]),
  ];
  const isExcluded = exclusion(located.repo.config.exclude);
  const told = found.filter(({ place }) => !isExcluded(place.file.slice(root.length + 1)));
  const all = [...told, ...untakenProblems(located, files.placeOf, told)];
  return { problems: withoutRepetitions(all, located.problems), folders };
}

/**
 * Problems for the files that are not taken. An unclear layout tells of them already, and so does a
 * problem of the file or of a folder around it.
 */
function untakenProblems(
  { untaken = [], layout, problems, repo: { root, kind } }: LocatedRepo,
  placeOf: (path: string) => Place,
  others: readonly Problem[],
): readonly Problem[] {
  // Of a repo without packages, another problem tells; an overlay repo needs none.
  if (layout === undefined && kind !== 'overlay') return [];
  if (problems.some((problem) => problem instanceof UnclearLayout)) return [];
  const told = new Set(others.map(({ place }) => place.file));
  const isTold = (path: string): boolean => {
    const parts = path.split('/');
    return parts.some((_, i) => told.has(`${root}/${parts.slice(0, i + 1).join('/')}`));
  };
  return untaken
    .filter((path) => !isTold(path))
    .map((path) => new FileNotTaken(placeOf(path), path, layout));
}

/** The Nix files of a repo, each read once. */
class NixFiles {
  private readonly bodies = new Map<string, Body | undefined>();

  constructor(
    private readonly tree: RepoTree,
    private readonly root: string,
    private readonly repo: string,
    private readonly parser: NixParser,
    private readonly cache: ReadingCache,
  ) {}

  readonly placeOf = (path: string, position: Place['position'] = FILE_START): Place => ({
    file: `${this.root}/${path}`,
    position,
  });

  /** The reading of a file of the repo; undefined where it cannot be read. */
  body(file: string): Body | undefined {
    if (!this.bodies.has(file)) {
      const body = this.cache.reading(file, this.tree.source(file), {
        kind: 'body',
        read: (bytes) => readBody(this.parser, bytes),
      });
      this.bodies.set(file, body);
    }
    return this.bodies.get(file);
  }

  /**
   * The problems of all Nix files, also of files that belong to no package.
   * @param generated files to skip: they are not hand-written, and another task may be writing them
   */
  everywhere(generated: ReadonlySet<string>): readonly Problem[] {
    const visible = this.tree.entries.filter(({ name }) => !name.startsWith('.'));
    return [...everythingIn(visible)].filter(isNixFile).flatMap(({ path }) => {
      if (generated.has(path)) return [];
      const bytes = this.tree.read(path);
      const body = this.body(path);
      if (!bytes || !body) return [];
      return [
        ...modeProblems(bytes, this.tree.isExecutable(path), this.placeOf(path)),
        ...escapeProblems(body, this.placeOf(path).file),
        ...pipeProblems(body, this.placeOf(path).file),
        ...clockProblems(body, this.placeOf(path).file),
      ];
    });
  }

  /** The problems of the files in one package's folder; folders in `others` are skipped. */
  inFolder({ folder, file }: PackageFolder, others: ReadonlySet<string>): readonly Problem[] {
    const where = { folder, name: this.placeOf(folder).file };
    const own = this.tree.entriesOf(folder).filter(({ path }) => !file || path === file);
    const body = (path: string): Body | undefined => this.body(path);
    const evaluated = file === undefined ? evaluatedFiles(this.tree, body, folder) : undefined;
    return [...ofOnePackage(own, others)].flatMap((entry): readonly Problem[] => {
      if (entry.kind === 'link') {
        return linkProblems(this.tree, entry.path, where, this.placeOf(entry.path));
      }
      const read = isNixFile(entry) ? this.body(entry.path) : undefined;
      if (!read) return [];
      const placeOf = (position: Place['position']) => this.placeOf(entry.path, position);
      const isEvaluated = evaluated?.has(entry.path) ?? true;
      return [
        ...read.diagnostics.map((diagnostic) =>
          diagnosticProblem(placeOf(diagnostic.position), diagnostic, this.repo),
        ),
        ...(isEvaluated ? pathProblems(this.tree, entry.path, read, where, placeOf) : []),
      ];
    });
  }

  /** Links in place of a package's folder or a shard: their targets are outside of the package. */
  betweenFolders(layout: LocatedTree, own: ReadonlySet<string>): readonly Problem[] {
    const links = (entries: readonly TreeEntry[]): readonly TreeEntry[] =>
      entries.flatMap((entry) => {
        if (entry.kind === 'link') return [entry];
        return own.has(entry.path) ? [] : links(entry.entries);
      });
    return links(this.tree.entriesOf(layout.folder)).flatMap(({ path }) =>
      folderLinkProblems(this.tree, path, this.placeOf(path)),
    );
  }

  /** The problems of a group file: its empty sets. */
  inGroup(source: PackageSource): readonly Problem[] {
    if (source.kind !== 'group') return [];
    const found = this.cache.reading(source.file, this.tree.source(source.file), {
      kind: 'empty-sets',
      read: (bytes) => readEmptySets(this.parser, bytes),
    });
    return emptySetsOfGroup(found ?? [], source, this.placeOf(source.file).file);
  }
}

/** All entries below a package's folder, except those in the folder of another package. */
function* ofOnePackage(
  entries: readonly TreeEntry[],
  otherFolders: ReadonlySet<string>,
): Iterable<TreeEntry> {
  for (const entry of entries) {
    if (otherFolders.has(entry.path)) continue;
    yield entry;
    yield* ofOnePackage(entry.entries, otherFolders);
  }
}

function isNixFile({ kind, name }: TreeEntry): boolean {
  return kind === 'file' && name.endsWith('.nix');
}
