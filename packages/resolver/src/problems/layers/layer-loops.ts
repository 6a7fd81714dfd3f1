import { placeText, Problem, type Place } from '../problem';

/**
 * The values of attributes of layers depend on each other in a circle: endless recursion in Nix.
 */
export class LayerLoops extends Problem {
  readonly code = 'layer-loops';
  readonly message: string;
  readonly hint: string;

  /** @param steps the attributes of the circle, each with the place of its reference to the next */
  constructor(
    place: Place,
    steps: readonly { readonly attribute: string; readonly place: Place }[],
  ) {
    super(place);
    const [first] = steps;
    const circle = [...steps, first!].map(({ attribute }) => `\`${attribute}\``).join(' → ');
    this.message =
      steps.length === 1
        ? `\`${first!.attribute}\` is made of itself: it is taken from the finished set, which has this very attribute`
        : `these are made of each other: ${circle}`;
    const others = steps
      .slice(1)
      .map((step) => `\n${placeText(step.place)}: \`${step.attribute}\``);
    this.hint = `take it from the set below (\`prev\`, the second parameter)${others.join('')}`;
  }
}
