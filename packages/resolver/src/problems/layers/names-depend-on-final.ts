import { pathText, type AttributePath } from '../../names/attribute-path';
import { Problem, type Place } from '../problem';

/** Which attributes an overlay sets depends on the set that it makes: Nix would not come to an end. */
export class NamesDependOnFinal extends Problem {
  readonly code = 'names-depend-on-final';
  readonly message =
    'which attributes this overlay sets depends on the finished set, which is not there before they are known';
  readonly hint: string;

  /** @param wanted what is asked of it; empty where it is the set as a whole */
  constructor(place: Place, wanted: AttributePath) {
    super(place);
    const what = wanted.length === 0 ? '' : ` for \`${pathText(wanted)}\``;
    this.hint = `ask the set below (\`prev\`, the second parameter)${what}`;
  }
}
