import { Problem, type Place } from './problem';

/** The names of a group's members are known only after evaluation. */
export class OpaqueGroup extends Problem {
  readonly code = 'opaque-group';
  readonly message: string;
  readonly hint: string;

  /** @param repo the Nx project of the repo */
  constructor(place: Place, repo: string, found: string) {
    super(place);
    this.message = `the names of this group cannot be read from its text: this is ${found}`;
    this.hint =
      'write the names of the group out, as an attribute set, or let Nix say them: ' +
      `run \`nx run ${repo}:resolve --locator=nix\``;
  }
}
