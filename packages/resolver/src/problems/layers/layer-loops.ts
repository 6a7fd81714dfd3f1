import { placeText, Problem, type Place } from '../problem';

/** Attributes of layers that are each other, in a circle: Nix would not come to an end. */
export class LayerLoops extends Problem {
  readonly code = 'layer-loops';
  readonly message: string;
  readonly hint: string;

  /** @param steps the circle from its first attribute on, each with where it takes the next */
  constructor(
    place: Place,
    steps: readonly { readonly attribute: string; readonly place: Place }[],
  ) {
    super(place);
    const [first] = steps;
    const around = [...steps, first!].map(({ attribute }) => `\`${attribute}\``).join(' → ');
    this.message =
      steps.length === 1
        ? `\`${first!.attribute}\` is made of itself: it is taken from the finished set, which has this very attribute`
        : `these are made of each other: ${around}`;
    const others = steps
      .slice(1)
      .map((step) => `\n${placeText(step.place)}: \`${step.attribute}\``);
    this.hint = `take it from the set below (\`prev\`, the second parameter)${others.join('')}`;
  }
}
