/** What a path leads to instead of a regular file. */
export type OtherKind = 'a folder' | 'a pipe' | 'a socket' | 'a device' | 'a link';

/**
 * What a path leads to is no regular file. It was not read: a pipe would wait for its writer, and a
 * device may never end.
 */
export class NotARegularFile extends Error {
  readonly code = 'NOT_A_REGULAR_FILE';

  constructor(
    readonly path: string,
    readonly kind: OtherKind,
  ) {
    super(`${path} is ${kind}, and no regular file`);
  }
}

/** A file has more bytes than may be read. */
export class FileTooLarge extends Error {
  readonly code = 'FILE_TOO_LARGE';

  constructor(
    readonly path: string,
    /** In bytes; where the file says less than it has, how many were read. */
    readonly size: number,
    /** In bytes. */
    readonly most: number,
  ) {
    super(`${path} has ${size} bytes, and no more than ${most} are read`);
  }
}

/** A link leads out of the folder that a file has to lie in. */
export class LeadsOutside extends Error {
  readonly code = 'LEADS_OUTSIDE';

  constructor(
    readonly path: string,
    /** The real path that the link leads to. */
    readonly target: string,
    /** The same path, from the real folder. */
    readonly shown: string,
  ) {
    super(`${path} leads outside, to ${target}`);
  }
}
