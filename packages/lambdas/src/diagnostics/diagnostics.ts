import { firstSyntaxError } from './first-syntax-error';
import { comparePositions } from '../syntax/position';
import type { Flaw } from '../model/reading';
import { refusals } from './rejected-by-nix';
import type { Syntax } from '../syntax/syntax';

/** Everything for which Nix would refuse to parse the file, in the order of the text. */
export function parseFlaws(syntax: Syntax): Flaw[] {
  const error = firstSyntaxError(syntax);
  const flaws = error ? [error] : refusals(syntax);
  return flaws.sort((a, b) => comparePositions(a.position, b.position));
}
