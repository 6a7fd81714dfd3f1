import { Problem } from './problem';

/** The name of a package or an attribute is not valid UTF-8. */
export class NotUtf8 extends Problem {
  readonly code = 'not-utf8';
  readonly message = 'this name is not UTF-8';
  readonly hint = 'save the file as UTF-8; in comments and other strings Nix takes any bytes';
}
