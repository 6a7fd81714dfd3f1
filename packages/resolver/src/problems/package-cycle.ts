import { isBelow, Problem, placeText, type Place } from './problem';

/** A step around a circle: who asks for whom, and where. */
export interface CycleStep {
  readonly from: string;
  readonly to: string;
  readonly place: Place;
}

/** Packages that need each other, where the registry says `"cycles": "error"`. */
export class PackageCycle extends Problem {
  readonly code = 'package-cycle';
  readonly message: string;
  readonly hint: string;
  override readonly subject: string;

  /** @param steps around the cycle: each step's `to` is the next one's `from` */
  constructor(
    place: Place,
    private readonly steps: readonly CycleStep[],
    private readonly members: number,
  ) {
    super(place);
    const around = [...steps.map((step) => step.from), steps[0]!.from];
    const more = members > steps.length ? `; ${members} packages lie on cycles with it` : '';
    this.message = `packages need each other in a circle: ${around.join(' → ')}${more}`;
    this.hint = [
      'break one of these, or let the registry allow circles ("cycles": "allow"):',
      ...steps.map((step) => `${step.from} asks for ${step.to} at ${placeText(step.place)}`),
    ].join('\n');
    this.subject = [...steps.map(({ from }) => from)].sort().join(' ');
  }

  /** Everyone on the circle is told, each from a place of their own. */
  override seenFrom(root: string): Problem | undefined {
    const first = this.steps.findIndex(({ place }) => isBelow(place, root));
    if (first < 0 || isBelow(this.place, root)) return super.seenFrom(root);
    const steps = [...this.steps.slice(first), ...this.steps.slice(0, first)];
    return new PackageCycle(steps[0]!.place, steps, this.members);
  }
}
