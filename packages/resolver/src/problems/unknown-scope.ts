import { didYouMean } from '../names/nearest-names';
import { Problem, type Place } from './problem';

/** A `nix-repo.json` lists a scope for which no repo has a set. */
export class UnknownScope extends Problem {
  readonly code = 'unknown-scope';
  readonly message: string;
  readonly hint: string;
  override readonly cause;

  constructor(place: Place, scope: string, near: readonly string[]) {
    super(place);
    this.cause = {
      key: scope,
      told: (count: number) =>
        `${count} repos say that \`${scope}\` is to be a scope, and no repo has a set of that name`,
    };
    this.message = `\`${scope}\` is to be a scope, and no repo has a set of that name`;
    this.hint = didYouMean(near) ?? 'take it out of "scopes", or add a package to the set';
  }
}
