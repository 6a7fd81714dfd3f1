import { pathText, type AttributePath } from '../attribute-path';

/** Which attribute paths the base has; a registry without a base has none. */
export class BaseNames {
  private readonly texts: ReadonlySet<string>;

  constructor(readonly paths: readonly AttributePath[] = []) {
    this.texts = new Set(paths.map(pathText));
  }

  has(path: AttributePath): boolean {
    return this.texts.size > 0 && this.texts.has(pathText(path));
  }

  /** Of the names directly in a set, those that the base has: for "did you mean". */
  *namesIn(set: AttributePath): Iterable<string> {
    for (const path of this.paths) {
      const isInside = path.length === set.length + 1 && set.every((name, i) => path[i] === name);
      if (isInside) yield path[path.length - 1]!;
    }
  }
}
