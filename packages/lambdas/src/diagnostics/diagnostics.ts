import { firstSyntaxError } from './first-syntax-error';
import { comparePositions } from '../syntax/position';
import type { Diagnostic } from '../model/reading';
import { rejections } from './rejected-by-nix';
import type { Syntax } from '../syntax/syntax';

/**
 * All diagnostics for which Nix would not parse the file, in text order; empty for a valid file.
 */
export function parseDiagnostics(syntax: Syntax): Diagnostic[] {
  const error = firstSyntaxError(syntax);
  const diagnostics = error ? [error] : rejections(syntax);
  return diagnostics.sort((a, b) => comparePositions(a.position, b.position));
}
