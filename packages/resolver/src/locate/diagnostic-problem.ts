import type { Flaw, OverlayFlaw } from '@nx-nix/lambdas';
import { BadGroup } from '../problems/bad-group';
import { DuplicateFormal } from '../problems/duplicate-formal';
import { BadOverlay } from '../problems/layers/bad-overlay';
import { OpaqueOverlay } from '../problems/layers/opaque-overlay';
import { NotALambda } from '../problems/not-a-lambda';
import { NotUtf8 } from '../problems/not-utf8';
import { OpaqueGroup } from '../problems/opaque-group';
import type { Place, Problem } from '../problems/problem';
import { SyntaxErrorProblem } from '../problems/syntax-error';

/** What is wrong with a file's text, as the problem of a file that lies somewhere in a repo. */
export function flawProblem(place: Place, flaw: Flaw, repo: string): Problem {
  switch (flaw.kind) {
    case 'not-utf8':
      return new NotUtf8(place);
    case 'syntax-error':
      return new SyntaxErrorProblem(place, flaw);
    case 'not-a-lambda':
      return new NotALambda(place, flaw.found);
    case 'duplicate-formal':
      return new DuplicateFormal(place, flaw.name, flaw.first);
    case 'bad-group':
      return new BadGroup(place, flaw.reason);
    case 'opaque-group':
      return new OpaqueGroup(place, repo, flaw.found);
  }
}

/** The same of an overlay's text. */
export function overlayProblem(place: Place, flaw: OverlayFlaw, repo: string): Problem {
  if (flaw.kind === 'bad-overlay') return new BadOverlay(place, flaw.reason);
  if (flaw.kind === 'opaque-overlay') return new OpaqueOverlay(place, flaw.found);
  return flawProblem(place, flaw, repo);
}
