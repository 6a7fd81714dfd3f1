import { didYouMean } from '../names/nearest-names';
import { Problem, type Place } from './problem';

/** The shape of a default asks for a member that its set does not have. */
export class UnknownMember extends Problem {
  readonly code = 'unknown-member';
  readonly message: string;
  override readonly subject: string;
  override readonly cause;

  /** @param near returns members with similar names; called only when the hint is needed */
  constructor(
    place: Place,
    wanted: string,
    by: string,
    private readonly set: string,
    private readonly near: () => readonly string[],
  ) {
    super(place);
    this.subject = `${by} asks for ${wanted}`;
    this.cause = {
      key: `${set} ${wanted}`,
      told: (count: number) =>
        `${count} times, \`${wanted}\` is asked for, and the set \`${set}\` has no such member`,
    };
    this.message = `\`${by}\` asks for \`${wanted}\`, and the set \`${set}\` has no such member`;
  }

  get hint(): string {
    return (
      didYouMean(this.near()) ?? `add the member to \`${this.set}\`, or take it out of the default`
    );
  }
}
