import { firstSyntaxError } from './first-error';
import { comparePositions } from './position';
import type { Flaw } from './reading';
import { refusals } from './refusals';
import type { Syntax } from './syntax';

/** Everything for which Nix would refuse to parse the file, in the order of the text. */
export function parseFlaws(syntax: Syntax): Flaw[] {
  const error = firstSyntaxError(syntax);
  const flaws = error ? [error] : refusals(syntax);
  return flaws.sort((a, b) => comparePositions(a.position, b.position));
}
