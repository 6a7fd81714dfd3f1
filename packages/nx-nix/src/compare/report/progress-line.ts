import { durationText } from '../../build/build-progress';
import { CLEAR_LINE, fitting, type Screen } from '../../boundary/terminal';
import { told } from '../../boundary/terminal-text';
import type { CompareProgress } from '../compare-sets';

/** When the first line appears, and the time between lines of a log or of a terminal. In ms. */
const AT_FIRST = 1_000;
const LOG_EVERY = 10_000;
const LINE_EVERY = 250;

const HOW_TO_STOP = ' (interrupted, the same command goes on from there)';

/** Shows the user the progress: a line that changes (terminal), or a line every 10 s. */
export class ProgressLine {
  private readonly began = performance.now();
  private readonly timer: NodeJS.Timeout;
  private latest: CompareProgress | undefined;
  private hasLine = false;
  private hasSpoken = false;

  constructor(private readonly screen: Screen) {
    this.timer = setInterval(() => this.tick(), screen.isTTY ? LINE_EVERY : LOG_EVERY);
    this.timer.unref();
  }

  readonly tell = (progress: CompareProgress): void => {
    this.latest = progress;
  };

  end(): void {
    clearInterval(this.timer);
    this.clear();
  }

  private tick(): void {
    const elapsed = performance.now() - this.began;
    if (!this.latest || elapsed < AT_FIRST) return;
    const { doing, done, of } = this.latest;
    const text = `${doing}: ${done} of ${of}, ${durationText(elapsed)}`;
    if (this.screen.isTTY) {
      this.clear();
      this.screen.write(fitting(text, this.screen.columns));
      this.hasLine = true;
    } else {
      // This goes into the first line: after an interruption, Nx may not print our output any more.
      this.screen.write(told`${text}${this.hasSpoken ? '' : HOW_TO_STOP}\n`);
      this.hasSpoken = true;
    }
  }

  private clear(): void {
    if (this.hasLine) this.screen.write(CLEAR_LINE);
    this.hasLine = false;
  }
}
