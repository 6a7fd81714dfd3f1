import { Problem, type Place } from '../problem';

/** A lambda has a formal that it never references. */
export class UnusedFormal extends Problem {
  readonly code = 'unused-formal';
  readonly message: string;
  readonly hint =
    'take it away: each formal is an edge, and whatever changes there rebuilds or re-evaluates this';
  override readonly subject: string;

  constructor(place: Place, by: string, name: string) {
    super(place);
    this.message = `\`${by}\` asks for \`${name}\` and never uses it`;
    this.subject = `${by} asks for ${name}`;
  }
}
