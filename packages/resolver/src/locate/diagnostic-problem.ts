import type { Diagnostic, OverlayDiagnostic } from '@nx-nix/lambdas';
import { BadGroup } from '../problems/bad-group';
import { DuplicateFormal } from '../problems/duplicate-formal';
import { BadOverlay } from '../problems/layers/bad-overlay';
import { OpaqueOverlay } from '../problems/layers/opaque-overlay';
import { NotALambda } from '../problems/not-a-lambda';
import { NotUtf8 } from '../problems/not-utf8';
import { OpaqueGroup } from '../problems/opaque-group';
import type { Place, Problem } from '../problems/problem';
import { TooLarge } from '../problems/too-large';
import { SyntaxErrorProblem } from '../problems/syntax-error';

/** The problem for a diagnostic of a Nix file at a place in a repo. */
export function diagnosticProblem(place: Place, diagnostic: Diagnostic, repo: string): Problem {
  switch (diagnostic.kind) {
    case 'over-limit':
      return TooLarge.text(place, diagnostic);
    case 'not-utf8':
      return new NotUtf8(place);
    case 'syntax-error':
      return new SyntaxErrorProblem(place, diagnostic);
    case 'not-a-lambda':
      return new NotALambda(place, diagnostic.found);
    case 'duplicate-formal':
      return new DuplicateFormal(place, diagnostic.name, diagnostic.first);
    case 'bad-group':
      return new BadGroup(place, diagnostic.reason);
    case 'opaque-group':
      return new OpaqueGroup(place, repo, diagnostic.found);
  }
}

/** The problem for a diagnostic of an overlay file. */
export function overlayProblem(place: Place, diagnostic: OverlayDiagnostic, repo: string): Problem {
  if (diagnostic.kind === 'bad-overlay') return new BadOverlay(place, diagnostic.reason);
  if (diagnostic.kind === 'opaque-overlay') return new OpaqueOverlay(place, diagnostic.found);
  return diagnosticProblem(place, diagnostic, repo);
}
