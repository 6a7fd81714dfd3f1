import { hash } from 'node:crypto';
import { fileSystemTime, type Content, type FileState, type FileSystemTime } from '@nx-nix/files';
import { keyOf, loadReadings, saveReadings, type Entry, type KeptReadings } from './kept-readings';

/** A file whose reading may be in the cache. */
export interface SourceFile {
  /** Its current state; undefined if only the content shows whether the file changed. */
  readonly state: () => FileState | undefined;
  /**
   * Its content, valid only until the next file is read; undefined where it cannot be read (the
   * function itself reports that).
   */
  readonly content: () => Content | undefined;
}

/** A function that reads plain data from the bytes of a file. */
export interface Reader<T> {
  /** The reader's name: the same file may be read by several readers. */
  readonly kind: string;
  readonly read: (bytes: Uint8Array) => T;
  /** Tried before `read`. */
  readonly quick?: QuickReader<T>;
}

/** Reads some files faster than their content could be hashed; undefined for all others. */
export interface QuickReader<T> {
  readonly read: (bytes: Uint8Array) => T | undefined;
  /** Converts a reading to one line of text, and back; `unpack` is undefined for a damaged text. */
  readonly pack: (reading: T) => string;
  readonly unpack: (text: string) => T | undefined;
}

// Why: docs/decisions/performance.md#files-that-were-not-written-to-are-not-read
/**
 * A cache of readings. A reading is kept by the hash of the file's content, so that each content is
 * parsed once, wherever the file is. The hash is kept by path and state, so that an unchanged file
 * is not even read. Quick readings are kept by path and state directly. Entries that a run did not
 * use are dropped when it saves the cache.
 *
 * NOTE: states have the same problem as git's index, "racily clean" files
 * (https://git-scm.com/docs/racy-git): clocks are coarse, so a file that is written in the same
 * tick in which it was read keeps its times. Therefore a state is kept only if it is older than the
 * start of the run, by the file system's own clock: every later write then has a later time.
 */
export class ReadingCache {
  /** The number of files that were read, and of those that had to be parsed. */
  readonly counts = { read: 0, parsed: 0 };
  private readonly kept: KeptReadings | undefined;
  /**
   * As in `KeptReadings`; NOTE: new entries are functions, which make the text only when saving.
   */
  private readonly files = new Map<string, string | (() => string)>();
  private readonly readings = new Map<string, unknown>();
  private isNew = false;

  /**
   * @param file the cache file; without one, readings are kept only in this process
   * @param format the format of readings; a cache file of another format is ignored
   * @param start the time when this run began; without it, no states are kept
   */
  constructor(
    private readonly file: string | undefined,
    private readonly format: string,
    private readonly start: FileSystemTime | undefined = file === undefined
      ? undefined
      : fileSystemTime(file),
  ) {
    this.kept = file === undefined ? undefined : loadReadings(file, format);
  }

  /** The reading of a file, from the cache if possible; undefined where it cannot be read. */
  reading<T>(path: string, file: SourceFile, reader: Reader<T>): T | undefined {
    return this.unchanged(path, file, reader) ?? this.readAgain(path, file, reader);
  }

  private unchanged<T>(path: string, file: SourceFile, { kind, quick }: Reader<T>): T | undefined {
    const key = keyOf(kind, path);
    const known = key === undefined ? undefined : this.kept?.files.get(key);
    if (key === undefined || known === undefined) return undefined;
    const signature = file.state()?.signature;
    if (signature === undefined || !known.startsWith(`${signature}\t`)) return undefined;
    const what = known.slice(signature.length + 1);
    const reading = what.startsWith('#')
      ? (this.known(`${kind}\t${what.slice(1)}`) as T | undefined)
      : quick?.unpack(what);
    if (reading !== undefined) this.files.set(key, known);
    return reading;
  }

  private readAgain<T>(path: string, file: SourceFile, reader: Reader<T>): T | undefined {
    const content = file.content();
    if (!content) return undefined;
    this.counts.read++;
    const quick = reader.quick?.read(content.bytes);
    if (quick !== undefined) {
      this.keepState(reader.kind, path, content.state, () => reader.quick!.pack(quick));
      return quick;
    }
    const contentHash = hash('sha256', content.bytes, 'base64url');
    this.keepState(reader.kind, path, content.state, () => `#${contentHash}`);
    const key = `${reader.kind}\t${contentHash}`;
    const known = this.known(key);
    if (known !== undefined) return known as T;
    this.counts.parsed++;
    this.isNew = true;
    const reading = reader.read(content.bytes);
    this.readings.set(key, reading);
    return reading;
  }

  /** A known reading, by kind and content hash. */
  private known(key: string): unknown {
    if (this.readings.has(key)) return this.readings.get(key);
    const text = this.kept?.readings.get(key);
    const reading = text === undefined ? undefined : parsed(text);
    if (reading !== undefined) this.readings.set(key, reading);
    return reading;
  }

  private keepState(
    kind: string,
    path: string,
    state: FileState | undefined,
    what: () => string,
  ): void {
    const key = keyOf(kind, path);
    if (!state || key === undefined || !this.isOlder(state)) return;
    this.files.set(key, () => `${state.signature}\t${what()}`);
    this.isNew = true;
  }

  /** Whether a state is older than this run, by the clock of the same file system. */
  private isOlder({ device, changed }: FileState): boolean {
    return this.start !== undefined && this.start.device === device && changed < this.start.time;
  }

  /**
   * Writes the entries that this run used. Does not throw: without them, the next run reads again.
   */
  save(): void {
    const { file, kept } = this;
    if (file === undefined || !kept) return;
    const isSame = this.readings.size === kept.readings.size && this.files.size === kept.files.size;
    if (isSame && !this.isNew) return;
    saveReadings(file, this.format, this.keptFiles(), this.keptReadings(kept));
  }

  private *keptFiles(): Iterable<Entry> {
    for (const [key, value] of this.files) {
      yield [key, typeof value === 'string' ? value : value()];
    }
  }

  private *keptReadings(kept: KeptReadings): Iterable<Entry> {
    for (const [key, reading] of this.readings) {
      yield [key, kept.readings.get(key) ?? JSON.stringify(reading)];
    }
  }
}

/** Parses JSON; undefined if the cache file is damaged. */
function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
