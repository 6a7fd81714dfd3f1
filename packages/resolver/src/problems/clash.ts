import { Problem, placeText, type Place } from './problem';

/** Two files claim one attribute path. */
export class Clash extends Problem {
  readonly code = 'clash';
  readonly message: string;
  readonly hint = 'rename one of them or take it away: the registry cannot know which one is meant';

  constructor(place: Place, path: string, other: Place) {
    super(place);
    this.message = `\`${path}\` stands here and at ${placeText(other)}`;
  }
}
