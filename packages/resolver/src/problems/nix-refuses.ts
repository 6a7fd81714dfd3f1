import { Problem, type Place } from './problem';

/** Something that Nix, asked for the lambdas of a repo, does not evaluate. */
export class NixRefuses extends Problem {
  readonly code = 'nix-refuses';
  readonly message: string;
  readonly hint: string;

  /**
   * @param what a package's name, or "the repo"
   * @param said the sentence of Nix's that says why
   * @param trace all that Nix said
   */
  constructor(place: Place, what: string, version: string, said: string, trace: string) {
    super(place);
    this.message = `Nix ${version} does not evaluate ${what}: ${said}`;
    this.hint = `mend it, or ask a Nix that knows how; in Nix's own words:\n${trace}`;
  }
}
