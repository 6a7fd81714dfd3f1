import { Problem, type Place } from './problem';

/** What should be a file is a pipe, a socket or a device, which may never end. */
export class NotAFile extends Problem {
  readonly code = 'not-a-file';
  readonly message: string;
  readonly hint = 'put a regular file in its place, or take it away';

  /** @param kind with its article: `a pipe` */
  constructor(place: Place, kind: string) {
    super(place);
    this.message = `this is ${kind}, and only regular files are read`;
  }
}
