import type { Delegate } from '../model/reading';
import { roots } from '../scopes/overlay-roots';
import type { ScopedExpression } from '../scopes/partial-evaluator';
import { scopeOfCall } from '../scopes/scope';
import { certainPath } from '../scopes/set-path';
import { literalPath } from '../syntax/root';
import { callOf, field } from '../syntax/syntax';
import { composedOf, type Composition } from './overlay-composition';
import type { OverlayElement } from './overlay-lists';
import { noAttributes, type SetAttributes } from './overlay-names';
import type { OverlayReader } from './overlay-reader';
import { composed, isAt, operandsOf, readSet, type OverlayArguments } from './overlay-sets';

/** A part of an overlay: in another file, or read from this one. See `OverlayPart`. */
export interface ReadPart {
  readonly isBeside: boolean;
  readonly delegate?: Delegate;
  readonly own?: SetAttributes;
}

/**
 * The parts of an overlay of which at least one lies in another file: a composition of overlays, a
 * call that gets `final` and `prev`, or a union of such calls. Undefined for all else.
 */
export function partsOf(
  reader: OverlayReader,
  overlay: ScopedExpression,
): readonly ReadPart[] | undefined {
  if (!reader.syntax.text.includes('import')) return undefined;
  // What is only looked at here is not yet read, so it does not count as read twice later.
  const budget = { ...reader.budget, seen: new Set(reader.budget.seen) };
  return joinedParts(reader, overlay, { ...reader, budget }) ?? composedParts(reader, overlay);
}

const given: OverlayArguments = {
  final: { set: [roots.final] },
  previous: { set: [roots.previous] },
  isBelow: true,
};

function composedParts(
  reader: OverlayReader,
  overlay: ScopedExpression,
): readonly ReadPart[] | undefined {
  const steps = stepsOf(reader, overlay, 0);
  if (!steps.some(({ delegate }) => delegate)) return undefined;
  const parts: ReadPart[] = [];
  // Neighbours in this file are composed here.
  let own: ScopedExpression[] = [];
  const endOwn = (): void => {
    if (own.length > 0) parts.push({ isBeside: false, own: composed(reader, own, given) });
    own = [];
  };
  for (const { delegate, overlay: step } of steps) {
    if (!delegate) own.push(step);
    else {
      endOwn();
      parts.push({ isBeside: false, delegate });
    }
  }
  endOwn();
  return parts;
}

interface Step {
  readonly overlay: OverlayElement;
  readonly delegate?: Delegate | undefined;
}

/** Limits the recursion through compositions of compositions, as a fold makes them. */
const maxCompositionDepth = 200;

function stepsOf(reader: OverlayReader, overlay: OverlayElement, depth: number): readonly Step[] {
  const delegate = delegateIn(reader, overlay) ?? calledWithBoth(reader, overlay);
  if (delegate) return [{ overlay, delegate }];
  const overlays = composedOverlays(reader, overlay) ?? composedWithBoth(reader, overlay);
  if (!overlays || depth === maxCompositionDepth) return [{ overlay }];
  return overlays.flatMap((one) => stepsOf(reader, one, depth + 1));
}

/** The overlays of `lib.composeManyExtensions [ … ]`. */
function composedOverlays(
  reader: OverlayReader,
  overlay: ScopedExpression,
): Composition['overlays'] | undefined {
  const parts = composedOf(reader, reader.evaluator.evaluate(overlay, 'unforced'));
  return parts?.given.length === 0 ? parts.overlays : undefined;
}

/** The overlays of `final: prev: lib.composeManyExtensions [ … ] final prev`. */
function composedWithBoth(
  reader: OverlayReader,
  overlay: ScopedExpression,
): Composition['overlays'] | undefined {
  const body = bodyOf(reader, overlay);
  const parts = body && composedOf(reader, reader.evaluator.evaluate(body, 'unforced'));
  return parts && isBoth(reader, parts.given) ? parts.overlays : undefined;
}

/** Whether arguments are the `final` and the `prev` of the overlay. */
function isBoth({ syntax }: OverlayReader, [final, previous, more]: readonly ScopedExpression[]) {
  const isPath = ({ node, scope }: ScopedExpression, root: string): boolean => {
    const path = certainPath(syntax, node, scope);
    return path?.length === 1 && path[0] === root;
  };
  if (!final || !previous || more) return false;
  return isPath(final, roots.final) && isPath(previous, roots.previous);
}

/** The file that an expression imports, if it is named by a path from this file's folder. */
function delegateIn(
  { syntax, evaluator }: OverlayReader,
  { node, scope, isImported }: OverlayElement,
): Delegate | undefined {
  const value = evaluator.evaluate({ node, scope }, 'unforced');
  if (isImported) {
    const file = literalPath(syntax, value.node);
    return file?.startsWith('.')
      ? { file, position: syntax.positionOf(node), applied: 0 }
      : undefined;
  }
  const delegate = evaluator.delegateOf(value);
  return delegate?.file.startsWith('.') ? delegate : undefined;
}

/** The body of `final: prev: …`; undefined for all else. */
function bodyOf(
  { syntax, evaluator }: OverlayReader,
  overlay: ScopedExpression,
): ScopedExpression | undefined {
  let inner: ScopedExpression = overlay;
  for (const set of [roots.final, roots.previous]) {
    const { node, scope } = evaluator.evaluate(inner, 'unforced');
    const body = field(node, 'body');
    if (node.type !== 'function_expression' || !body || field(node, 'formals')) return undefined;
    inner = { node: body, scope: scopeOfCall(syntax, node, scope, { set: [set] }) };
  }
  return inner;
}

/** The file of `final: prev: import ./a.nix final prev`. */
function calledWithBoth(reader: OverlayReader, overlay: ScopedExpression): Delegate | undefined {
  const body = bodyOf(reader, overlay);
  return body && callWithBoth(reader, body);
}

/** The file of `import ./a.nix { … } final prev`. */
function callWithBoth(reader: OverlayReader, call: ScopedExpression): Delegate | undefined {
  const { node, scope } = reader.evaluator.evaluate(call, 'unforced');
  const last = callOf(node).args.slice(-2);
  if (
    !isBoth(
      reader,
      last.map((argument) => ({ node: argument, scope })),
    )
  )
    return undefined;
  const delegate = delegateIn(reader, { node, scope });
  return delegate && delegate.applied >= 2
    ? { ...delegate, applied: delegate.applied - 2 }
    : undefined;
}

/** The parts of `final: prev: import ./a.nix final prev // { … }`. */
function joinedParts(
  reader: OverlayReader,
  overlay: ScopedExpression,
  looking: OverlayReader,
): readonly ReadPart[] | undefined {
  const body = bodyOf(reader, overlay);
  if (!body) return undefined;
  const { operands, decided } = operandsOf(looking, body);
  const delegates = operands.map((operand) => callWithBoth(reader, operand));
  if (decided.length > 0 || !delegates.some(Boolean)) return undefined;
  const below = [roots.previous];
  const changed = operands.findIndex((operand) => !isAt(reader, operand, below));
  return operands.map((operand, index): ReadPart => {
    const delegate = delegates[index];
    if (delegate) return { isBeside: index > 0, delegate };
    const isUnchanged = index < changed || changed < 0;
    const own = isUnchanged
      ? noAttributes
      : readSet(reader, operand, index === changed ? below : undefined);
    return { isBeside: index > 0, own };
  });
}
