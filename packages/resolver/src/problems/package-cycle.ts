import { isBelow, Problem, placeText, type Place } from './problem';

/** One edge of a circle: package `from` asks for package `to` at a place. */
export interface CycleStep {
  readonly from: string;
  readonly to: string;
  readonly place: Place;
}

/** Packages need each other in a circle, and the registry has `"cycles": "error"`. */
export class PackageCycle extends Problem {
  readonly code = 'package-cycle';
  readonly message: string;
  readonly hint: string;
  override readonly subject: string;

  /**
   * @param steps the circle: the `to` of each step is the `from` of the next step
   * @param members the number of packages in the component
   */
  constructor(
    place: Place,
    private readonly steps: readonly CycleStep[],
    private readonly members: number,
  ) {
    super(place);
    const circle = [...steps.map((step) => step.from), steps[0]!.from];
    const more = members > steps.length ? `; ${members} packages lie on cycles with it` : '';
    this.message = `packages need each other in a circle: ${circle.join(' → ')}${more}`;
    this.hint = [
      'break one of these, or let the registry allow circles ("cycles": "allow"):',
      ...steps.map((step) => `${step.from} asks for ${step.to} at ${placeText(step.place)}`),
    ].join('\n');
    this.subject = [...steps.map(({ from }) => from)].sort().join(' ');
  }

  /** Reported to every repo on the circle, each at a place in that repo. */
  override seenFrom(root: string): Problem | undefined {
    const first = this.steps.findIndex(({ place }) => isBelow(place, root));
    if (first < 0 || isBelow(this.place, root)) return super.seenFrom(root);
    const steps = [...this.steps.slice(first), ...this.steps.slice(0, first)];
    return new PackageCycle(steps[0]!.place, steps, this.members);
  }
}
