import { Problem } from './problem';

/** A file's bytes are no UTF-8 text. */
export class NotUtf8 extends Problem {
  readonly code = 'not-utf8';
  readonly message = 'this file is not UTF-8 from here on';
  readonly hint = 'save it as UTF-8; a binary file does not belong under this name';
}
