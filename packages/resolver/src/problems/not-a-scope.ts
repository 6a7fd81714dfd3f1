import { Problem, type Place } from './problem';

/** Repos make a set, or a scope, of something that is none in the base. */
export class NotAScope extends Problem {
  readonly code = 'not-a-scope';
  readonly message: string;
  readonly hint: string;

  /**
   * @param found what the base has there: "a package"
   * @param member what the repo has in it; without one, the repo says that it is a scope
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
