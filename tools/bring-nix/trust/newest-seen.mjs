import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Problem } from '../messages/problem.mjs';

/**
 * The dates of the newest index of each suite that was accepted here. They are kept, so that a
 * mirror cannot serve an older one later.
 */
export class NewestSeen {
  /**
   * @param {string} folder made if missing
   * @param {string} archive whose keys are trusted: the same suite of another archive has other
   *   dates
   */
  constructor(folder, archive) {
    this.folder = folder;
    this.archive = archive;
  }

  /**
   * @param {string} suite
   * @returns {Promise<Date | undefined>}
   * @throws {Problem} when the file is damaged: then nobody knows
   */
  async of(suite) {
    const file = this.#file(suite);
    const text = await readFile(file, 'utf8').catch((thrown) => {
      if (thrown.code === 'ENOENT') return undefined;
      throw thrown;
    });
    if (text === undefined) return undefined;
    const date = new Date(text.trim());
    if (!Number.isNaN(+date)) return date;
    throw new Problem(
      `${file} should say of when the newest index of ${suite} is, and does not: remove it, and be sure that the next mirror is a good one.`,
    );
  }

  /**
   * Notes an index that was accepted; an older one changes nothing.
   *
   * @param {string} suite
   * @param {Date} date
   */
  async note(suite, date) {
    const before = await this.of(suite);
    if (before && before >= date) return;
    await mkdir(this.folder, { recursive: true });
    const beside = join(this.folder, `.newest.${randomUUID()}`);
    await writeFile(beside, `${date.toISOString()}\n`, { flag: 'wx' });
    await rename(beside, this.#file(suite));
  }

  /** @param {string} suite */
  #file(suite) {
    return join(this.folder, `newest-index-${this.archive}-${suite}.txt`);
  }
}
