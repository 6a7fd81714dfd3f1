import { CLEAR_LINE, fitting, type Screen } from '../boundary/terminal';
import { told } from '../boundary/terminal-text';
import type { Build, BuildLog, Change } from './build-log';

/** After this time without output (in ms), a log gets a line that the build is still running. */
const SILENCE = 30_000;

/**
 * Shows the user how builds proceed: a line when a build starts or ends, and the running builds. On
 * a terminal these are a last line that changes; elsewhere, a line after a time of silence.
 */
export class Progress {
  private readonly timer: NodeJS.Timeout;
  private saidAt = performance.now();
  private hasStatus = false;

  /** @param nameOf the name that the user is shown for a derivation or a store path */
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
        // The table at the end has the result of a build that Nix stopped or whose end was not
        // seen.
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
      this.screen.write(fitting(status, this.screen.columns));
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
    this.screen.write(told`${text}\n`);
    this.saidAt = performance.now();
  }

  private clear(): void {
    if (this.hasStatus) this.screen.write(CLEAR_LINE);
    this.hasStatus = false;
  }
}

function elapsed(build: Build): number {
  return (build.endedAt ?? performance.now()) - build.startedAt;
}

/** A duration for the user: `0.4 s`, `12 s`, `3 min 5 s`. */
export function durationText(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
