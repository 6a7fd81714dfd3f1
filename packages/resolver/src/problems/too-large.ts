import type { LimitDiagnostic } from '@nx-nix/lambdas';
import { Problem, type Place } from './problem';

/** A file, or a part of it, is larger than what is read. */
export class TooLarge extends Problem {
  readonly code = 'too-large';
  readonly message: string;

  constructor(
    place: Place,
    readonly hint: string,
    message: string,
  ) {
    super(place);
    this.message = message;
  }

  /** A file with more bytes than are read. */
  static file(place: Place, size: number, most: number): TooLarge {
    const message = `this file has ${counted(size)} bytes, and no more than ${counted(most)} are read`;
    return new TooLarge(place, 'divide it into several files, or take it away', message);
  }

  /** A Nix text beyond a limit of reading. */
  static text(place: Place, { limit, most }: LimitDiagnostic): TooLarge {
    const { told, hint } = TEXT[limit];
    return new TooLarge(place, hint, told(counted(most)));
  }
}

/** What is told of a Nix text beyond each limit. */
const TEXT: Readonly<
  Record<
    LimitDiagnostic['limit'],
    { readonly told: (most: string) => string; readonly hint: string }
  >
> = {
  depth: {
    told: (most) => `more than ${most} parts lie inside of each other here`,
    hint: 'write it with fewer levels: give parts of it names, or files of their own',
  },
  word: {
    told: (most) => `more than ${most} characters stand here without a blank`,
    hint: 'put blanks or line ends in between, or write a string',
  },
  openComments: {
    told: (most) => `more than ${most} comments are opened from here on, and none is closed`,
    hint: 'close them: `*/`',
  },
  steps: {
    told: (most) => `reading this file takes more than ${most} steps, and this is where they ended`,
    hint: 'divide it into several files: names that stand for names that stand for names take most',
  },
};

/** A number with commas: `160,000,000`. */
function counted(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}
