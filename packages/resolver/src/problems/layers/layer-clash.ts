import { placeText, Problem, type Place } from '../problem';

/** Two layers set the same attribute, so the later layer may hide the earlier one. */
export class LayerClash extends Problem {
  readonly code = 'layer-clash';
  readonly message: string;
  readonly hint: string;
  override readonly subject: string;

  /**
   * @param earlier the place where the layer below sets the attribute
   * @param isOnTop whether the later layer uses the earlier value, so that both have an effect
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
