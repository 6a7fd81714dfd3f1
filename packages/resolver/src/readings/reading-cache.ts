import { hash } from 'node:crypto';
import { fileTimeBeside, type Content, type FileState, type FileTime } from '@nx-nix/files';
import { keyOf, loadReadings, saveReadings, type Entry, type KeptReadings } from './kept-readings';

/** A file that may be known already. What its content is, is good until the next file is read. */
export interface SourceFile {
  /** What it looks like now; undefined where only its content can tell whether it changed. */
  readonly state: () => FileState | undefined;
  /** Undefined where it cannot be read, which is its own affair to report. */
  readonly content: () => Content | undefined;
}

/** A way to read files: plain data out of bytes. */
export interface Reader<T> {
  /** One file can be read in several ways: the name of this one. */
  readonly kind: string;
  readonly read: (bytes: Uint8Array) => T;
  /** Tried first. */
  readonly quick?: QuickReader<T>;
}

/** Reads some files in less time than it takes to hash their content. */
export interface QuickReader<T> {
  readonly read: (bytes: Uint8Array) => T | undefined;
  /** As a text of one line, and back; undefined for a text that it is not. */
  readonly pack: (reading: T) => string;
  readonly unpack: (text: string) => T | undefined;
}

// Why: docs/decisions/performance.md#files-that-were-not-written-to-are-not-read
/**
 * What was read from files. A reading is kept by the hash of the content: it is parsed once, wherever
 * it lies and however often it is looked at. The hash is kept by the file's path and state, so that a
 * file that was not written to is not read; a reading that was quick is kept so itself. What one run
 * did not use is dropped at the end of it.
 *
 * The states are what git's index is, and there is the same thing to beware of, what is "racily
 * clean" (https://git-scm.com/docs/racy-git): a clock's ticks are coarse, and what is written in the
 * tick in which the file was read has the same times. So a state is kept only if it is older, by the
 * file system's own clock, than the run that read the file: what is written later has a later time.
 */
export class ReadingCache {
  /** How many files were read, and how many of them had to be parsed. */
  readonly counts = { read: 0, parsed: 0 };
  private readonly kept: KeptReadings | undefined;
  /** As lines have them; what was read just now is put into words when it is saved. */
  private readonly files = new Map<string, string | (() => string)>();
  private readonly readings = new Map<string, unknown>();
  private isNew = false;

  /**
   * @param file where it is kept from run to run; without one, it lives as long as the process
   * @param format what readings look like: of another format, nothing is taken over
   * @param start when this run began; without one, no states are kept
   */
  constructor(
    private readonly file: string | undefined,
    private readonly format: string,
    private readonly start: FileTime | undefined = file === undefined
      ? undefined
      : fileTimeBeside(file),
  ) {
    this.kept = file === undefined ? undefined : loadReadings(file, format);
  }

  /** What a file says; undefined where it cannot be read. */
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

  /** By the hash of its content. */
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

  /** Than this run, by the same clock. */
  private isOlder({ device, changed }: FileState): boolean {
    return this.start !== undefined && this.start.device === device && changed < this.start.time;
  }

  /** Keeps what this run used. Failing to is no failure of the run: the next one reads again. */
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

/** Undefined for what a damaged file holds. */
function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
