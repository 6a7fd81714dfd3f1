import { Problem, type Place } from '../problem';

/** A package's folder is in a shard that does not match its name. */
export class WrongShard extends Problem {
  readonly code = 'wrong-shard';
  readonly message: string;
  readonly hint: string;
  override readonly subject: string;

  constructor(place: Place, name: string, right: string) {
    super(place);
    this.message = `\`${name}\` lies in the wrong shard`;
    this.hint = `move it to ${right}, where people look for it`;
    this.subject = name;
  }
}
