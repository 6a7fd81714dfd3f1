/** Why something cannot be locked: a sentence without a full stop, for whoever names the place. */
export class SourceFailure extends Error {
  constructor(
    message: string,
    /** What to do about it. */
    readonly hint?: string,
  ) {
    super(message);
  }
}
