import { existsSync } from 'node:fs';
import type { BuildLog, Change } from './build-log';
import { derivationOutputs } from './derivation-outputs';
import type { Nix } from '../nix/find-nix';
import { askNix } from '../nix/run-nix';

/**
 * Finds out which build it was that Nix just counted as done. The count is all that its log says at
 * that moment; the store says which.
 */
export class StoreWatch {
  private readonly outputs = new Map<string, readonly string[]>();
  private seen: number;
  private looking: Promise<void> | undefined;

  constructor(
    private readonly nix: Nix,
    private readonly log: BuildLog,
    private readonly onChange: ((change: Change) => void) | undefined,
  ) {
    this.seen = log.done;
  }

  /** Looks at the store if more builds are done than before; one look at a time. */
  look(): void {
    if (this.looking || this.log.done <= this.seen) return;
    this.seen = this.log.done;
    this.looking = this.ask().finally(() => {
      this.looking = undefined;
      this.look();
    });
  }

  /** To be called when Nix has ended: what is known then is all. */
  async end(): Promise<void> {
    while (this.looking) await this.looking;
    await this.ask();
  }

  private async ask(): Promise<void> {
    const candidates = this.log
      .undecided()
      .map(({ drvPath }) => ({ drvPath, outputs: this.outputsOf(drvPath) }))
      .filter(({ outputs }) => outputs.length > 0 && outputs.every((path) => existsSync(path)));
    if (candidates.length === 0) return;
    const paths = candidates.flatMap(({ outputs }) => outputs);
    const args = ['--check-validity', '--print-invalid', ...paths];
    const asked = await askNix(this.nix, 'nix-store', args);
    if (asked.status !== 0) return;
    const invalid = new Set(asked.stdout.split('\n'));
    for (const { drvPath, outputs } of candidates) {
      if (outputs.some((path) => invalid.has(path))) continue;
      const change = this.log.isBuilt(drvPath);
      if (change) this.onChange?.(change);
    }
  }

  private outputsOf(drvPath: string): readonly string[] {
    const known = this.outputs.get(drvPath) ?? derivationOutputs(drvPath);
    this.outputs.set(drvPath, known);
    return known;
  }
}
