/** Why a source cannot be locked: a sentence without a full stop. The caller adds the place. */
export class SourceFailure extends Error {
  constructor(
    message: string,
    /** What the user can do. */
    readonly hint?: string,
    /** Of an input of an input: its names, from the outer input on. */
    readonly path: readonly string[] = [],
  ) {
    super(message);
  }

  /** The message, with the input of an input that it is about. */
  get sentence(): string {
    return this.path.length === 0
      ? this.message
      : `its input \`${this.path.join('/')}\` cannot be locked: ${this.message}`;
  }

  /** What the user can do, and where. */
  get advice(): string | undefined {
    return this.path.length === 0 || this.hint === undefined
      ? this.hint
      : `in that flake, ${this.hint}; or let it follow another input`;
  }
}

/** Several of them. */
export class SourceFailures extends Error {
  constructor(readonly failures: readonly SourceFailure[]) {
    super(failures.map(({ sentence }) => sentence).join('; '));
  }
}

/**
 * The failures that something thrown stands for.
 * @throws it again, where it is anything else
 */
export function failuresOf(thrown: unknown): readonly SourceFailure[] {
  if (thrown instanceof SourceFailure) return [thrown];
  if (thrown instanceof SourceFailures) return thrown.failures;
  throw thrown;
}
