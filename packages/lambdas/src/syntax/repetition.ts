import type { Node } from 'web-tree-sitter';

/**
 * Limits how often the same set is read. Through names, a set can be read twice
 * (`rec { a = { }; b = a; }`), endlessly inside of itself (`rec { a = { b = a; }; }`), and, if sets
 * refer to sets that refer to sets, exponentially often.
 */
export class Repetition {
  private readonly open = new Set<number>();
  private readonly read = new Set<number>();
  private left = 10_000;

  /** Starts reading a set with so many bindings; false where it must not be read (again). */
  begin({ id }: Node, bindings: number): boolean {
    if (this.open.has(id)) return false;
    if (this.read.has(id)) this.left -= bindings;
    if (this.left < 0) return false;
    this.open.add(id);
    this.read.add(id);
    return true;
  }

  /** Ends reading a set for which `begin` returned true. */
  end({ id }: Node): void {
    this.open.delete(id);
  }
}
