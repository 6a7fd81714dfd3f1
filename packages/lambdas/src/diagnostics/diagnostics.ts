import { firstSyntaxError } from './first-syntax-error';
import { comparePositions } from '../syntax/position';
import type { Diagnostic } from '../model/reading';
import { rejections } from './rejected-by-nix';
import type { Syntax } from '../syntax/syntax';

/** Everything for which Nix would refuse to parse the file, in the order of the text. */
export function parseDiagnostics(syntax: Syntax): Diagnostic[] {
  const error = firstSyntaxError(syntax);
  const diagnostics = error ? [error] : rejections(syntax);
  return diagnostics.sort((a, b) => comparePositions(a.position, b.position));
}
