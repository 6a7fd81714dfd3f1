import type { AttributePath } from '../../names/attribute-path';
import type { Place } from '../../problems/problem';

/** A name that an expression or a body uses, with its place. */
export interface LocatedReference {
  readonly path: AttributePath;
  /**
   * The set whose scopes the name is looked up in (`[]` is top level); absent for the package's own
   * set. A reference to `final` is looked up from top level, whichever set the expression is in.
   */
  readonly from?: AttributePath;
  readonly place: Place;
  /** The name may be missing: for example, the formal of a called file has a default. */
  readonly isOptional: boolean;
}
