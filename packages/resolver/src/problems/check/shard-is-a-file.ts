import { Problem, type Place } from '../problem';

/** In a by-name tree, a file stands where a shard should be. */
export class ShardIsAFile extends Problem {
  readonly code = 'shard-is-a-file';
  readonly message = 'this is a file, and only shards belong here: folders such as `he`';
  readonly hint: string;

  constructor(place: Place, layoutFolder: string) {
    super(place);
    this.hint = `nothing reads it; a package goes to ${layoutFolder}/<shard>/<name>/package.nix`;
  }
}
