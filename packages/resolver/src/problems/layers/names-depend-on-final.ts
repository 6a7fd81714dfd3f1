import { pathText, type AttributePath } from '../../names/attribute-path';
import { Problem, type Place } from '../problem';

/** The names that an overlay sets depend on `final`, its own result: endless recursion in Nix. */
export class NamesDependOnFinal extends Problem {
  readonly code = 'names-depend-on-final';
  readonly message =
    'which attributes this overlay sets depends on the finished set, which is not there before they are known';
  readonly hint: string;

  /** @param wanted the path in `final`; empty for the whole set */
  constructor(place: Place, wanted: AttributePath) {
    super(place);
    const what = wanted.length === 0 ? '' : ` for \`${pathText(wanted)}\``;
    this.hint = `ask the set below (\`prev\`, the second parameter)${what}`;
  }
}
