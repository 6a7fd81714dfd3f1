import { placeText, Problem, type Place } from '../problem';

/** Two layers set the same attribute, so that the later one takes away what the earlier one set. */
export class LayerClash extends Problem {
  readonly code = 'layer-clash';
  readonly message: string;
  readonly hint: string;
  override readonly subject: string;

  /**
   * @param earlier where the layer below sets it
   * @param isOnTop whether the later one takes what is below, so that both count
   */
  constructor(place: Place, attribute: string, repo: string, earlier: Place, isOnTop: boolean) {
    super(place);
    this.subject = `${attribute} is set twice`;
    this.message = isOnTop
      ? `\`${attribute}\` is set on top of what ${placeText(earlier)} sets`
      : `\`${attribute}\` is set here once more, and what ${placeText(earlier)} sets is lost`;
    this.hint = `take one of them away; where both are meant, list it in ${repo}'s nix-repo.json: "stacked": [${JSON.stringify(attribute)}]`;
  }
}
