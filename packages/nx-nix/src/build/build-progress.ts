import type { Screen } from '../boundary/terminal';
import type { Build, BuildLog, Change } from './build-log';

/** After how many milliseconds of silence a log says that the work goes on. */
const SILENCE = 30_000;

/**
 * Tells a person who waits how the builds go: a line when one begins or ends, and what is running
 * now, as a last line that changes (terminal) or after a while of silence (elsewhere).
 */
export class Progress {
  private readonly timer: NodeJS.Timeout;
  private saidAt = performance.now();
  private hasStatus = false;

  /** @param nameOf what a person calls a derivation or a store path */
  constructor(
    private readonly log: BuildLog,
    private readonly nameOf: (path: string) => string,
    private readonly screen: Screen,
  ) {
    this.timer = setInterval(() => this.tick(), screen.isTTY ? 500 : 1000);
    this.timer.unref();
  }

  tell(change: Change): void {
    switch (change.kind) {
      case 'started':
        return this.line(`building ${this.nameOf(change.build.drvPath)} …`);
      case 'fetching':
        return this.line(`fetching ${this.nameOf(change.path)} from ${change.from} …`);
      case 'ended': {
        const { build } = change;
        // What Nix stopped, or what nobody saw end, is in the table.
        if (build.outcome === 'stopped') return;
        return this.line(
          `${build.outcome} ${this.nameOf(build.drvPath)} (${durationText(elapsed(build))})`,
        );
      }
    }
  }

  end(): void {
    clearInterval(this.timer);
    this.clear();
  }

  private tick(): void {
    const running = this.log.running();
    if (running.length === 0) return;
    const what = running.map((build) => this.runningText(build)).join(', ');
    if (this.screen.isTTY) {
      const status = `[${this.log.done}/${this.log.expected}] ${what}`;
      this.clear();
      this.screen.write(status.slice(0, Math.max(20, this.screen.columns - 1)));
      this.hasStatus = true;
    } else if (performance.now() - this.saidAt >= SILENCE) {
      this.line(`still building ${what}`);
    }
  }

  private runningText(build: Build): string {
    const phase = build.phase ? `${build.phase}, ` : '';
    return `${this.nameOf(build.drvPath)} (${phase}${durationText(elapsed(build))})`;
  }

  private line(text: string): void {
    this.clear();
    this.screen.write(`${text}\n`);
    this.saidAt = performance.now();
  }

  private clear(): void {
    if (this.hasStatus) this.screen.write('\r\u001b[2K');
    this.hasStatus = false;
  }
}

function elapsed(build: Build): number {
  return (build.endedAt ?? performance.now()) - build.startedAt;
}

/** `0.4 s`, `12 s`, `3 min 5 s`. */
export function durationText(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
