import { createHash, hash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import {
  fileSystemTime,
  isExecutable,
  readContent,
  stateFrom,
  writeFileBeside,
} from '@nx-nix/files';

/**
 * Changing this text changes the fingerprint of every folder. Do so when the rules of `Walk`
 * change.
 */
const FORMAT = 'nx-nix base 1';

/**
 * The hash of everything in a folder that Nix can see: names, types, executable bits, targets of
 * links and contents of files. It leaves out `.git` and the `result` links of `nix-build`.
 * @param kept a file that keeps the files' hashes, so that the next run reads only files that
 *   changed; `ReadingCache` explains which hashes can be trusted
 */
export function fingerprintOf(folder: string, kept: string): string {
  const walk = new Walk(folder, kept);
  walk.into('');
  walk.save();
  return `sha256-${walk.digest()}`;
}

class Walk {
  private readonly whole = createHash('sha256').update(`${FORMAT}\0`);
  private readonly start: ReturnType<typeof fileSystemTime>;
  private readonly known: ReadonlyMap<string, string>;
  private readonly lines: string[] = [];
  private read = 0;

  constructor(
    private readonly folder: string,
    private readonly kept: string,
  ) {
    this.start = fileSystemTime(kept);
    this.known = load(kept);
  }

  into(inside: string): void {
    const entries = readdirSync(join(this.folder, inside), { withFileTypes: true });
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      const path = inside === '' ? entry.name : `${inside}/${entry.name}`;
      if (entry.name === '.git' || isResult(path, entry)) continue;
      if (entry.isDirectory()) {
        this.add('folder', path, '');
        this.into(path);
      } else if (entry.isSymbolicLink()) {
        this.add('link', path, readlinkSync(join(this.folder, path)));
      } else if (entry.isFile()) this.file(path);
      else this.add('other', path, '');
    }
  }

  digest(): string {
    return this.whole.digest('base64');
  }

  /**
   * Writes the hashes of this run for the next one. A failure is ignored: the next run then reads
   * the files again.
   */
  save(): void {
    if (this.read === 0 && this.lines.length === this.known.size) return;
    try {
      writeFileBeside(this.kept, [FORMAT, ...this.lines, END].join('\n'));
    } catch {
      // A read-only or full disk costs time, not correctness.
    }
  }

  private file(path: string): void {
    const absolute = join(this.folder, path);
    const stats = lstatSync(absolute, { bigint: true });
    const known = this.known.get(path);
    const { signature } = stateFrom(stats);
    let content: string;
    if (known?.startsWith(`${signature}\t`)) {
      content = known.slice(signature.length + 1);
      this.lines.push(`${path}\t${known}`);
    } else {
      content = this.contentOf(path, absolute);
    }
    this.add(isExecutable(stats) ? 'program' : 'file', path, content);
  }

  private contentOf(path: string, absolute: string): string {
    const { bytes, state } = readContent(absolute, undefined, Infinity);
    const content = hash('sha256', bytes, 'base64url');
    this.read++;
    const { start } = this;
    const isOlder = start && state?.device === start.device && state.changed < start.time;
    if (isOlder && !/[\t\n]/.test(path)) this.lines.push(`${path}\t${state.signature}\t${content}`);
    return content;
  }

  private add(type: string, path: string, content: string): void {
    this.whole.update(`${type}\0${path}\0${content}\0`);
  }
}

const END = 'end';

/**
 * By path, the signature of a file and the hash of its content. Empty if the kept file is
 * incomplete.
 */
function load(kept: string): ReadonlyMap<string, string> {
  try {
    const lines = readFileSync(kept, 'utf8').split('\n');
    if (lines[0] !== FORMAT || lines.at(-1) !== END) return new Map();
    return new Map(
      lines.slice(1, -1).map((line) => {
        const tab = line.indexOf('\t');
        return [line.slice(0, tab), line.slice(tab + 1)];
      }),
    );
  } catch {
    return new Map();
  }
}

/** True for `result`, `result-dev`: links of `nix-build` at the top of the folder. */
function isResult(path: string, entry: Dirent): boolean {
  return entry.isSymbolicLink() && /^result(-[^/]*)?$/.test(path);
}
