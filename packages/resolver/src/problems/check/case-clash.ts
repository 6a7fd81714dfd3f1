import { Problem, type Place } from '../problem';

/** Two names in one folder differ only in case. */
export class CaseClash extends Problem {
  readonly code = 'case-clash';
  readonly message: string;
  readonly hint =
    'rename one: where case does not count (macOS, Windows), only one of them is there after a checkout';

  constructor(place: Place, name: string, other: string) {
    super(place);
    this.message = `\`${name}\` and \`${other}\` beside it differ in nothing but case`;
  }
}
