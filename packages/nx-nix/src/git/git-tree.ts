import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askGit, gitOutput } from './git-output';
import { SourceFailure } from './source-failure';
import { NarHash } from '@nx-nix/files';

/** A file, link, submodule or folder of a commit. */
interface Entry {
  readonly mode: string;
  readonly object: string;
  /** The content of a folder. */
  readonly entries?: Map<string, Entry>;
}

// Why: docs/decisions/locks-and-flakes.md#what-git-attributes-do-is-rejected-not-computed
/**
 * The NAR hash of a commit's files, computed from git's objects without a checkout.
 * @param isArchive true: the commit is fetched as an archive from a forge, without `export-ignore`
 *   files
 * @throws SourceFailure when versions of Nix would get different files, or only the forge can tell
 * @returns the hash, as Nix writes it
 */
export async function hashCommit(
  folder: string,
  revision: string,
  isArchive: boolean,
): Promise<string> {
  const listed = await askGit(folder, ['ls-tree', '-r', '-z', '--full-tree', revision]);
  // NOTE: in Latin-1 a character is a byte, so that names sort by their bytes.
  const files = listed
    .toString('latin1')
    .split('\0')
    .filter((line) => line !== '')
    .map((line) => {
      const [, mode, object, path] = /^(\d+) \w+ ([0-9a-f]+)\t([^]*)$/.exec(line)!;
      return { mode: mode!, object: object!, path: path! };
    });
  const hasAttributes = files.some(({ path }) => /(?:^|\/)\.gitattributes$/.test(path));
  const ignored = hasAttributes
    ? await leftOut(folder, revision, files, isArchive)
    : (): boolean => false;
  const root: Entry = { mode: FOLDER, object: '', entries: new Map() };
  for (const { mode, object, path } of files) {
    if (!ignored(path)) insert(root, path.split('/'), { mode, object });
  }
  return hashTree(folder, root);
}

const FOLDER = '040000';
const LINK = '120000';
const SUBMODULE = '160000';
const PROGRAM = '100755';

function insert(root: Entry, path: readonly string[], entry: Entry): void {
  let at = root;
  for (const name of path.slice(0, -1)) {
    let next = at.entries!.get(name);
    if (!next) at.entries!.set(name, (next = { mode: FOLDER, object: '', entries: new Map() }));
    at = next;
  }
  at.entries!.set(path.at(-1)!, entry);
}

/** A part of the archive: fixed words, or the content of an object of git. */
type Piece = { readonly words: readonly (string | Uint8Array)[] } | { readonly object: string };

function* pieces(entry: Entry): Generator<Piece> {
  if (entry.entries || entry.mode === SUBMODULE) {
    // All versions of Nix make an empty folder for a submodule that is not fetched.
    yield { words: ['(', 'type', 'directory'] };
    for (const [name, inner] of [...(entry.entries ?? [])].sort(([a], [b]) => (a < b ? -1 : 1))) {
      yield { words: ['entry', '(', 'name', Buffer.from(name, 'latin1'), 'node'] };
      yield* pieces(inner);
      yield { words: [')'] };
    }
  } else if (entry.mode === LINK) {
    yield { words: ['(', 'type', 'symlink', 'target'] };
    yield { object: entry.object };
  } else {
    const program = entry.mode === PROGRAM ? ['executable', ''] : [];
    yield { words: ['(', 'type', 'regular', ...program, 'contents'] };
    yield { object: entry.object };
  }
  yield { words: [')'] };
}

async function hashTree(folder: string, root: Entry): Promise<string> {
  const nar = new NarHash();
  const all = [...pieces(root)];
  const objects = all.flatMap((piece) => ('object' in piece ? [`${piece.object}\n`] : []));
  const reader = new ObjectReader(gitOutput(folder, ['cat-file', '--batch'], objects.join('')));
  for (const piece of all) {
    if ('words' in piece) nar.words(...piece.words);
    else await reader.copy(piece.object, nar);
  }
  await reader.end();
  return nar.digest();
}

/**
 * Reads objects from the output of `git cat-file --batch`: for each a line, the content, and a line
 * feed.
 */
class ObjectReader {
  private rest: Buffer = Buffer.alloc(0);

  constructor(private readonly output: AsyncGenerator<Buffer, void>) {}

  async copy(object: string, nar: NarHash): Promise<void> {
    let end: number;
    while ((end = this.rest.indexOf('\n')) < 0) await this.more(object);
    const [, size] = /^[0-9a-f]+ blob (\d+)$/.exec(this.rest.toString('latin1', 0, end)) ?? [];
    if (size === undefined) throw new SourceFailure(`git does not have the object ${object}`);
    this.rest = this.rest.subarray(end + 1);
    nar.begin(Number(size));
    for (let left = Number(size); left > 0;) {
      if (this.rest.length === 0) await this.more(object);
      const part = this.rest.subarray(0, left);
      nar.part(part);
      left -= part.length;
      this.rest = this.rest.subarray(part.length);
    }
    nar.end(Number(size));
    if (this.rest.length === 0) await this.more(object);
    this.rest = this.rest.subarray(1);
  }

  /** Reads to the end, so that a failure of git is thrown. */
  async end(): Promise<void> {
    while (!(await this.output.next()).done);
  }

  private async more(object: string): Promise<void> {
    const next = await this.output.next();
    if (next.done) throw new SourceFailure(`git does not have the object ${object}`);
    this.rest = this.rest.length === 0 ? next.value : Buffer.concat([this.rest, next.value]);
  }
}

/**
 * Attributes by which `git archive` writes other files than the commit contains. Nix 2.8 uses it.
 */
const ATTRIBUTES = [
  'export-ignore',
  'export-subst',
  'ident',
  'eol',
  'working-tree-encoding',
  'filter',
] as const;

/**
 * Returns a function that is true for files of a commit that its archive leaves out.
 * @throws SourceFailure for attributes by which Nix 2.8, which runs `git archive`, gets other
 *   files than later versions, which read git's objects
 */
async function leftOut(
  folder: string,
  revision: string,
  files: readonly { readonly path: string; readonly object: string; readonly mode: string }[],
  isArchive: boolean,
): Promise<(path: string) => boolean> {
  const found = await attributesOf(folder, revision, files);
  const ignored = new Set(
    found.flatMap(([path, name]) => (name === 'export-ignore' ? [path] : [])),
  );
  const changing = await changed(folder, found, files);
  const failure =
    changing ?? (isArchive ? undefined : found.find(([, name]) => name === 'export-ignore'));
  if (failure) {
    const [path, name, value] = failure;
    const attribute = value === 'set' ? name : `${name}=${value}`;
    throw new SourceFailure(
      `its .gitattributes say \`${attribute}\` of ${Buffer.from(path, 'latin1').toString()}: ${
        isArchive
          ? 'what is in an archive then, only the forge knows'
          : 'Nix 2.8 does what they say, later versions do not'
      }`,
      'take the attribute away, or use a revision without it',
    );
  }
  return (path) => {
    for (let at = path.length; at > 0; at = path.lastIndexOf('/', at - 1)) {
      if (ignored.has(path.slice(0, at))) return true;
    }
    return false;
  };
}

/** The first file that an attribute changes, or may change. */
async function changed(
  folder: string,
  found: readonly (readonly [path: string, name: string, value: string])[],
  files: readonly { readonly path: string; readonly object: string; readonly mode: string }[],
): Promise<readonly [string, string, string] | undefined> {
  const objects = new Map(files.map(({ path, object }) => [path, object]));
  for (const one of found) {
    const [path, name, value] = one;
    const object = objects.get(path);
    if (name === 'export-ignore' || object === undefined) continue;
    if (name === 'eol' && value !== 'crlf') continue;
    if (name === 'filter' || name === 'working-tree-encoding') return one;
    const content = (await askGit(folder, ['cat-file', 'blob', object])).toString('latin1');
    const mark = { ident: '$Id', 'export-subst': '$Format:', eol: '\n' }[name];
    if (mark === undefined || content.includes(mark)) return one;
  }
  return undefined;
}

async function attributesOf(
  folder: string,
  revision: string,
  files: readonly { readonly path: string }[],
): Promise<readonly (readonly [path: string, name: string, value: string])[]> {
  const index = join(tmpdir(), `nx-nix-index-${process.pid}-${randomBytes(6).toString('hex')}`);
  try {
    await askGit(folder, ['read-tree', revision], { index });
    // The slash at the end tells git that a path is a folder.
    const folders = new Set(files.flatMap(({ path }) => foldersOf(path).map((one) => `${one}/`)));
    const paths = [...files.map(({ path }) => path), ...folders];
    const input = Buffer.from(paths.map((path) => `${path}\0`).join(''), 'latin1');
    const args = ['check-attr', '--cached', '-z', '--stdin', ...ATTRIBUTES];
    const answer = await askGit(folder, args, { input, index });
    const words = answer.toString('latin1').split('\0');
    const found: [string, string, string][] = [];
    for (let i = 0; i + 2 < words.length; i += 3) {
      const value = words[i + 2]!;
      if (value !== 'unspecified' && value !== 'unset')
        found.push([words[i]!.replace(/\/$/, ''), words[i + 1]!, value]);
    }
    return found;
  } finally {
    rmSync(index, { force: true });
    rmSync(`${index}.lock`, { force: true });
  }
}

function foldersOf(path: string): readonly string[] {
  const names = path.split('/').slice(0, -1);
  return names.map((_, i) => names.slice(0, i + 1).join('/'));
}
