import { Problem, type Place } from './problem';

/** Nix cannot evaluate a package or a whole repo while it lists the repo's lambdas. */
export class NixRefuses extends Problem {
  readonly code = 'nix-refuses';
  readonly message: string;
  readonly hint: string;

  /**
   * @param what a package's name, or "the repo"
   * @param said the reason, as one sentence of Nix
   * @param trace the whole output of Nix
   */
  constructor(place: Place, what: string, version: string, said: string, trace: string) {
    super(place);
    this.message = `Nix ${version} does not evaluate ${what}: ${said}`;
    this.hint = `mend it, or ask a Nix that knows how; in Nix's own words:\n${trace}`;
  }
}
