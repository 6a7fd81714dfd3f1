import { Problem } from './problem';

/** An attribute name that is needed is no UTF-8 text. */
export class NotUtf8 extends Problem {
  readonly code = 'not-utf8';
  readonly message = 'this name is not UTF-8';
  readonly hint = 'save the file as UTF-8; in comments and other strings Nix takes any bytes';
}
