import { Problem, placeText, type Place } from './problem';

/** Packages that need each other, where the registry says `"cycles": "error"`. */
export class PackageCycle extends Problem {
  readonly code = 'package-cycle';
  readonly message: string;
  readonly hint: string;

  /** @param steps who asks for whom, around the cycle: each step's `to` is the next one's `from` */
  constructor(
    place: Place,
    steps: readonly { readonly from: string; readonly to: string; readonly place: Place }[],
    members: number,
  ) {
    super(place);
    const around = [...steps.map((step) => step.from), steps[0]!.from];
    const more = members > steps.length ? `; ${members} packages lie on cycles with it` : '';
    this.message = `packages need each other in a circle: ${around.join(' → ')}${more}`;
    this.hint = [
      'break one of these, or let the registry allow circles ("cycles": "allow"):',
      ...steps.map((step) => `${step.from} asks for ${step.to} at ${placeText(step.place)}`),
    ].join('\n');
  }
}
