/** Why a source cannot be locked: a sentence without a full stop. The caller adds the place. */
export class SourceFailure extends Error {
  constructor(
    message: string,
    /** What the user can do. */
    readonly hint?: string,
  ) {
    super(message);
  }
}
