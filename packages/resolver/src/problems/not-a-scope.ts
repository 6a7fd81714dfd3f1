import { Problem, type Place } from './problem';

/** A repo uses a path as a set or a scope, but in the base it is none. */
export class NotAScope extends Problem {
  readonly code = 'not-a-scope';
  readonly message: string;
  readonly hint: string;

  /**
   * @param found the kind of value in the base: "a package"
   * @param member a package of the repo in the set; absent if `scopes` of the repo lists the path
   */
  constructor(place: Place, path: string, found: string, member?: string) {
    super(place);
    this.message =
      member === undefined
        ? `\`${path}\` is to be a scope, and in the base it is ${found}`
        : `\`${member}\` lies in \`${path}\`, and in the base that is ${found}`;
    this.hint =
      member === undefined
        ? 'take it out of "scopes"; its members look at top level, as the base has it'
        : 'have it under another name, which is no package of the base';
  }
}
