import { Problem, type Place } from './problem';

/** The shape of a default names a member that its set does not have. */
export class UnknownMember extends Problem {
  readonly code = 'unknown-member';
  readonly message: string;
  readonly hint: string;

  constructor(place: Place, wanted: string, by: string, set: string, near: readonly string[]) {
    super(place);
    this.message = `\`${by}\` asks for \`${wanted}\`, and the set \`${set}\` has no such member`;
    this.hint =
      near.length > 0
        ? `did you mean ${near.map((name) => `\`${name}\``).join(' or ')}?`
        : `add the member to \`${set}\`, or take it out of the default`;
  }
}
