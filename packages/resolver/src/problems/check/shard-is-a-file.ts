import { Problem, type Place } from '../problem';

/** In a by-name layout, a file is in the place of a shard. */
export class ShardIsAFile extends Problem {
  readonly code = 'shard-is-a-file';
  readonly message = 'this is a file, and only shards belong here: folders such as `he`';
  readonly hint: string;

  constructor(place: Place, layoutFolder: string) {
    super(place);
    this.hint = `nothing reads it; a package goes to ${layoutFolder}/<shard>/<name>/package.nix`;
  }
}
