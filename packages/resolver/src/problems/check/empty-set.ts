import { Problem, type Place } from '../problem';

/** A set or a group contains no package. */
export class EmptySet extends Problem {
  readonly code = 'empty-set';
  readonly message: string;
  readonly hint =
    'put a package into it, or take it away: a set without packages is not in the registry at all';

  /** @param path the set's attribute path, as text; undefined for a whole group */
  constructor(place: Place, path: string | undefined) {
    super(place);
    this.message =
      path === undefined ? 'this group has no packages' : `the set \`${path}\` has no packages`;
  }
}
