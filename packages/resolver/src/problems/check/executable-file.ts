import { Problem } from '../problem';

/** A Nix file is executable, but does not begin with `#!`. */
export class ExecutableFile extends Problem {
  readonly code = 'executable-file';
  readonly message = 'this Nix file is executable, and its first line names no program (`#!`)';
  readonly hint = '`chmod -x` it: the mode is part of what Nix hashes';
}
