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
}

/** A number with commas: `160,000,000`. */
function counted(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}
