import { Problem, type Place } from './problem';

/** A group file whose names cannot be known without evaluating it. */
export class OpaqueGroup extends Problem {
  readonly code = 'opaque-group';
  readonly message: string;
  readonly hint =
    'write the names of the group out, as an attribute set; or let Nix name them, which costs an evaluation: `nx run <repo>:resolve --locator=nix`';

  constructor(place: Place, found: string) {
    super(place);
    this.message = `the names of this group cannot be read from its text: this is ${found}`;
  }
}
