import { Problem, type Place } from './problem';

/** The system would not let us read a file or folder. */
export class UnreadableFile extends Problem {
  readonly code = 'unreadable-file';
  readonly message: string;
  readonly hint = 'give yourself permission to read it, or take it away';

  constructor(place: Place, reason: string) {
    super(place);
    this.message = `this file cannot be read: ${reason}`;
  }
}
