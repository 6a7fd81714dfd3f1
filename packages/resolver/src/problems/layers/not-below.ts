import { Problem, type Place } from '../problem';

/**
 * A layer references a name in the set below, but only this layer or a later one sets that name.
 */
export class NotBelow extends Problem {
  readonly code = 'not-below';
  readonly message: string;
  readonly hint: string;
  override readonly subject: string;

  /** @param setter the first file that sets the name, from the workspace root */
  constructor(place: Place, wanted: string, by: string, setter: string) {
    super(place);
    this.subject = `${by} takes ${wanted} from below`;
    this.message = `\`${by}\` takes \`${wanted}\` from the set below, and nothing below this layer has it: it is set in ${setter}`;
    this.hint = 'take it from the finished set (`final`), or put the other layer before this one';
  }
}
