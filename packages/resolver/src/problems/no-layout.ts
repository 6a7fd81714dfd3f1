import { Problem, type Place } from './problem';

/** A repo has Nix files, but none of the known layouts. */
export class NoLayout extends Problem {
  readonly code = 'no-layout';
  readonly message: string;
  readonly hint =
    'lay packages out as `by-name/<shard>/<name>/package.nix`, or name the layout in nix-repo.json: ' +
    '`"layout": "pkgs"`; a repo that names one may be empty';

  constructor(place: Place, repo: string) {
    super(place);
    this.message = `\`${repo}\` has Nix files like this one, and no layout by which they are packages`;
  }
}
