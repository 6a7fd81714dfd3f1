import { Problem, type Place } from './problem';

/** The base of the registry cannot be fetched, read or evaluated. */
export class BaseRefuses extends Problem {
  readonly code = 'base-refuses';
  readonly message: string;
  readonly hint: string;

  /**
   * @param said the reason, as one sentence, from Nix or from this tool
   * @param trace the whole output of Nix, if Nix was asked
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
