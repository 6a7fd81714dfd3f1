import { isBelow, Problem, placeText, type Place } from './problem';

/** Two files define the same attribute path. */
export class Clash extends Problem {
  readonly code = 'clash';
  readonly message: string;
  readonly hint = 'rename one of them or take it away: the registry cannot know which one is meant';
  override readonly subject: string;

  constructor(
    place: Place,
    private readonly path: string,
    private readonly other: Place,
  ) {
    super(place);
    this.message = `\`${path}\` stands here and at ${placeText(other)}`;
    this.subject = path;
  }

  /** Reported to both repos, because neither is known to be the wrong one. */
  override seenFrom(root: string): Problem | undefined {
    if (isBelow(this.place, root)) return this;
    return isBelow(this.other, root) ? new Clash(this.other, this.path, this.place) : undefined;
  }
}
