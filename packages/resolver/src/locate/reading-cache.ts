import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { writeFileBeside } from '../write-file-beside';

/**
 * What was read from files, kept by the hash of their content: a file is parsed once, wherever it
 * lies and however often it is looked at. What one run did not use is dropped at the end of it.
 */
export class ReadingCache {
  private readonly kept: ReadonlyMap<string, unknown>;
  private readonly used = new Map<string, unknown>();
  private isNew = false;

  /**
   * @param file where it is kept from run to run; without one, it lives as long as the process
   * @param format what readings look like: of another format, nothing is taken over
   */
  constructor(
    private readonly file: string | undefined,
    private readonly format: string,
  ) {
    this.kept = file ? load(file, format) : new Map<string, unknown>();
  }

  /** @param kind how the bytes are read: one file can be read in several ways */
  reading<T>(kind: string, bytes: Uint8Array, read: () => T): T {
    const key = `${kind}:${createHash('sha256').update(bytes).digest('base64url')}`;
    let reading = this.used.get(key) ?? this.kept.get(key);
    if (reading === undefined) {
      reading = read();
      this.isNew = true;
    }
    this.used.set(key, reading);
    return reading as T;
  }

  /** Keeps what this run used. Failing to is no failure of the run: the next one reads again. */
  save(): void {
    if (!this.file || (!this.isNew && this.used.size === this.kept.size)) return;
    try {
      mkdirSync(dirname(this.file), { recursive: true });
      writeFileBeside(
        this.file,
        JSON.stringify({ format: this.format, readings: Object.fromEntries(this.used) }),
      );
    } catch {
      // A read-only or full disk costs time, not correctness.
    }
  }
}

function load(file: string, format: string): ReadonlyMap<string, unknown> {
  try {
    const content = JSON.parse(readFileSync(file, 'utf8')) as {
      format?: unknown;
      readings?: Record<string, unknown>;
    };
    if (content.format === format && content.readings) {
      return new Map(Object.entries(content.readings));
    }
  } catch {
    // Absent, half written by an older version, or damaged: all the same, read again.
  }
  return new Map();
}
