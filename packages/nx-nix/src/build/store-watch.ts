import { existsSync } from 'node:fs';
import type { BuildLog, Change } from './build-log';
import { derivationOutputs } from './derivation-outputs';
import type { Nix } from '../nix/find-nix';
import { askNix } from '../nix/run-nix';

/**
 * Finds out which builds have ended. The log of Nix contains only the number of ended builds; the
 * store shows which ones.
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

  /** Looks at the store if more builds have ended than before. Only one look runs at a time. */
  look(): void {
    if (this.looking || this.log.done <= this.seen) return;
    this.seen = this.log.done;
    this.looking = this.ask()
      // The last look, which is waited for, fails for the same reason.
      .catch(() => undefined)
      .finally(() => {
        this.looking = undefined;
        this.look();
      });
  }

  /** Call this when Nix has ended. Waits for a last look at the store. */
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
    const asked = await askNix({ nix: this.nix, program: 'nix-store', args });
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
