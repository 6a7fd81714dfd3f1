import type { Node } from 'web-tree-sitter';

/**
 * Which sets are being read, and how often. By its names a set can be read again (`rec { a = { };
 * b = a; }`), in itself for ever (`rec { a = { b = a; }; }`), and sets of sets more often than there
 * is time for.
 */
export class Repetition {
  private readonly open = new Set<number>();
  private readonly read = new Set<number>();
  private left = 10_000;

  /** False where the set is not to be read here. */
  begin({ id }: Node, bindings: number): boolean {
    if (this.open.has(id)) return false;
    if (this.read.has(id)) this.left -= bindings;
    if (this.left < 0) return false;
    this.open.add(id);
    this.read.add(id);
    return true;
  }

  end({ id }: Node): void {
    this.open.delete(id);
  }
}
