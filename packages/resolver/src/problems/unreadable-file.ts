import { Problem, type Place } from './problem';

/** A file or folder cannot be read. */
export class UnreadableFile extends Problem {
  readonly code = 'unreadable-file';
  readonly message: string;

  constructor(
    place: Place,
    reason: string,
    readonly hint = 'give yourself permission to read it, or take it away',
  ) {
    super(place);
    this.message = `this file cannot be read: ${reason}`;
  }
}
