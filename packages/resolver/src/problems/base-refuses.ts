import { Problem, type Place } from './problem';

/** The base that the registry names cannot be had, or Nix does not evaluate it. */
export class BaseRefuses extends Problem {
  readonly code = 'base-refuses';
  readonly message: string;
  readonly hint: string;

  /**
   * @param said what is wrong with it, in a sentence of Nix's or ours
   * @param trace all that Nix said, where it was asked
   */
  constructor(place: Place, base: string, said: string, trace?: string) {
    super(place);
    this.message = `the base \`${base}\` is of no use: ${said}`;
    const help = /forbidden in restricted mode|is not allowed to/.test(trace ?? '')
      ? 'a base reads nothing outside of its own folder: name the folder that holds all of it'
      : 'mend the base, or name another one';
    this.hint = trace === undefined ? help : `${help}; in Nix's own words:\n${trace}`;
  }
}
