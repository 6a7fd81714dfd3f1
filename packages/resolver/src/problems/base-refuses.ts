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
    const help =
      HELP.find(([words]) => words.test(trace ?? ''))?.[1] ?? 'mend the base, or name another one';
    this.hint = trace === undefined ? help : `${help}; in Nix's own words:\n${trace}`;
  }
}

const HELP: readonly (readonly [RegExp, string])[] = [
  [
    /forbidden in restricted mode/,
    'a base reads nothing outside of its own folder: name the folder that holds all of it',
  ],
  [
    /NAR hash mismatch/,
    'what it was locked to is no longer there: take `base.json` away to have it locked anew',
  ],
];
