import { Problem, type Place } from './problem';

/** A module is added to the set of one Python, but the base adds modules only to all Pythons. */
export class OnePythonOnly extends Problem {
  readonly code = 'one-python-only';
  readonly message: string;
  readonly hint: string;

  constructor(place: Place, set: string, pkg: string) {
    super(place);
    this.message = `\`${pkg}\` is for one Python, and the base takes modules for all of them`;
    this.hint = `put it into \`python3Packages\`, from where it is also in \`${set}\``;
  }
}
