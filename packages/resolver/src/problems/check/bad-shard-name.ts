import { Problem, type Place } from '../problem';

/** A shard has a name that cannot be the beginning of a package's name in lower case. */
export class BadShardName extends Problem {
  readonly code = 'bad-shard-name';
  readonly message: string;
  readonly hint =
    'a shard is the first two characters of a package name, in lower case: letters, digits, - and _, and no digit first';

  constructor(place: Place, shard: string) {
    super(place);
    this.message = `\`${shard}\` can be no shard`;
  }
}
