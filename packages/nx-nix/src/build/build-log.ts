import type { NixEvent } from './internal-json';

/** How many lines of a build's log are kept, to be shown when it fails. */
const TAIL = 20;

/** The build of one derivation, running or ended. */
export interface Build {
  readonly drvPath: string;
  /** In ms, by the clock that `BuildLog` was given. */
  readonly startedAt: number;
  endedAt?: number;
  phase?: string;
  outcome: 'running' | 'built' | 'failed' | 'stopped';
  /** The last lines of its log. */
  readonly tail: string[];
}

/** A change that is shown to the user. */
export type Change =
  | { readonly kind: 'started'; readonly build: Build }
  | { readonly kind: 'ended'; readonly build: Build }
  | { readonly kind: 'fetching'; readonly path: string; readonly from: string };

/**
 * The state of a run of Nix, from its events: builds, fetched paths and errors.
 *
 * NOTE: in all versions of Nix, the activity of a requested derivation stops only when all
 * requested ones have ended. So a failure is recognised by its message, and a success by a look at
 * the store: see `isBuilt`.
 */
export class BuildLog {
  /** By path of the derivation, in the order of their start. */
  readonly builds = new Map<string, Build>();
  readonly fetched = new Set<string>();
  readonly messages: { readonly level: number; readonly text: string }[] = [];
  done = 0;
  expected = 0;
  private readonly byActivity = new Map<number, Build>();
  private counter: number | undefined;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Processes an event. Returns the change that the event makes, if any. */
  take(event: NixEvent): Change | undefined {
    switch (event.kind) {
      case 'build':
        return this.start(event.id, event.drvPath);
      case 'stop':
        return this.stop(event.id);
      case 'fetch':
        this.fetched.add(event.path);
        return { kind: 'fetching', path: event.path, from: event.from };
      case 'builds':
        this.counter = event.id;
        return undefined;
      case 'progress':
        if (event.id !== this.counter) return undefined;
        this.done = event.done;
        this.expected = event.expected;
        return undefined;
      case 'phase':
        this.withBuild(event.id, (build) => (build.phase = event.phase));
        return undefined;
      case 'log':
        this.withBuild(event.id, ({ tail }) => {
          tail.push(event.line);
          if (tail.length > TAIL) tail.shift();
        });
        return undefined;
      case 'message':
        this.messages.push({ level: event.level, text: event.text });
        return event.level === 0 ? this.failure(event.text) : undefined;
    }
  }

  /** Records that the outputs of a build are in the store. Returns the change, if it is one. */
  isBuilt(drvPath: string): Change | undefined {
    const build = this.builds.get(drvPath);
    return build && isUndecided(build) ? this.end(build, 'built') : undefined;
  }

  /** Builds that have started, have not failed, and are not yet known to be in the store. */
  undecided(): readonly Build[] {
    return [...this.builds.values()].filter(isUndecided);
  }

  /** The builds that run now, oldest first. */
  running(): readonly Build[] {
    return [...this.builds.values()].filter(({ outcome }) => outcome === 'running');
  }

  /** All error messages of Nix, unchanged. */
  errors(): readonly string[] {
    return this.messages.filter(({ level }) => level === 0).map(({ text }) => text);
  }

  private start(id: number, drvPath: string): Change {
    const build: Build = { drvPath, startedAt: this.now(), outcome: 'running', tail: [] };
    this.builds.set(drvPath, build);
    this.byActivity.set(id, build);
    return { kind: 'started', build };
  }

  /**
   * The activity of a build has stopped. If the build is still `running`, its result is unknown: a
   * later look at the store decides.
   */
  private stop(id: number): Change | undefined {
    const build = this.byActivity.get(id);
    this.byActivity.delete(id);
    return build?.outcome === 'running' ? this.end(build, 'stopped') : undefined;
  }

  private failure(text: string): Change | undefined {
    // The last message of a run lists all builds that did not succeed; it is not about one build.
    if (/^(error: )?build of .* failed$/.test(text)) return undefined;
    const build = [...this.builds.values()].find(({ drvPath }) => text.includes(drvPath));
    if (!build || build.outcome === 'failed') return undefined;
    return this.end(build, 'failed');
  }

  private end(build: Build, outcome: Build['outcome']): Change {
    build.outcome = outcome;
    build.endedAt ??= this.now();
    return { kind: 'ended', build };
  }

  private withBuild(id: number, change: (build: Build) => void): void {
    const build = this.byActivity.get(id);
    if (build) change(build);
  }
}

function isUndecided({ outcome }: Build): boolean {
  return outcome === 'running' || outcome === 'stopped';
}
