import { Problem, type Place } from './problem';

/** A module is offered to one Python of the base, whose modules are the same for all of them. */
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
