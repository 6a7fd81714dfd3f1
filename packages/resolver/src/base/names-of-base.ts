import { BaseNames } from '../resolve/base-names';
import type { BaseFacts } from './base-facts';

/** The names of the base as resolving takes them: top level's, and those of sets that repos share. */
export function namesOfBase({ sets }: Pick<BaseFacts, 'sets'>): BaseNames {
  return new BaseNames(
    sets.flatMap(({ path, names, called }) => [...names, ...called].map((name) => [...path, name])),
  );
}
