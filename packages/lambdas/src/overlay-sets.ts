import type { Node } from 'web-tree-sitter';
import type { Placed } from './following';
import { composedOf, onTopOf } from './overlay-composition';
import { readLiteral } from './overlay-literal';
import {
  choice,
  conditional,
  decidedBy,
  noNames,
  opaque,
  update,
  type Names,
} from './overlay-names';
import { usesOfValue, type OverlayReader } from './overlay-reader';
import { libFunction } from './overlay-roots';
import { noUses, type RootedUses } from './overlay-uses';
import { scopeOfCall, type Given } from './scope';
import { setPaths } from './set-path';
import { callOf, field, operatorOf, type Syntax } from './syntax';

/** `final: prev: …`, or what stands for one; undefined where it is no overlay that is written out. */
export function readOverlay(
  reader: OverlayReader,
  overlay: Placed,
  final: Given,
  previous: Given,
): Names | undefined {
  const { following } = reader;
  const outer = following.standsFor(overlay, 'unforced');
  const parts = composedOf(reader.syntax, outer);
  if (parts?.given.length === 0) return composed(reader, parts.overlays, final, previous);
  const inner = insideOf(reader, outer, final);
  const set = inner && insideOf(reader, following.standsFor(inner, 'unforced'), previous);
  if (!set) return undefined;
  const forced = [
    ...(field(outer.node, 'formals') && 'set' in final
      ? [forcedSet(reader, outer.node, final.set)]
      : []),
  ];
  return decidedBy(readSet(reader, set, previous), forced);
}

/** Each overlay's `prev` has what those before it set. */
function composed(
  reader: OverlayReader,
  overlays: readonly Placed[],
  final: Given,
  previous: Given,
): Names {
  let names = noNames;
  for (const overlay of overlays) {
    const root = `\0composed ${reader.budget.compositions++}`;
    const read = readOverlay(reader, overlay, final, { set: [root] });
    const next = read ?? opaque(reader.syntax, reader.following.standsFor(overlay));
    const below = 'set' in previous ? previous : usesOfValue(reader, previous);
    names = update(names, onTopOf(names, next, root, below));
  }
  return names;
}

function insideOf(
  { syntax }: OverlayReader,
  { node, scope }: Placed,
  given: Given,
): Placed | undefined {
  const body = field(node, 'body');
  return node.type === 'function_expression' && body
    ? { node: body, scope: scopeOfCall(syntax, node, scope, given) }
    : undefined;
}

/** `{ a, ... }: prev: …` takes `final` apart before there is one. */
function forcedSet({ syntax }: OverlayReader, at: Node, path: readonly string[]): RootedUses {
  return { ...noUses, head: [{ path, depth: path.length, position: syntax.positionOf(at) }] };
}

/** The attributes of a set, of several joined by `//`, under conditions. */
export function readSet(reader: OverlayReader, set: Placed, previous?: Given): Names {
  if (reader.budget.depth >= deepestSet) return opaque(reader.syntax, set);
  reader.budget.depth++;
  const { operands, decided } = operandsOf(reader, set);
  const isPrevious = operands[0] && previous && isWhole(reader, operands[0], previous);
  const names = (isPrevious ? operands.slice(1) : operands)
    .map((operand) => readOperand(reader, operand))
    .reduce(update, noNames);
  reader.budget.depth--;
  return decidedBy(names, decided);
}

/** Sets nested deeper are opaque: nobody writes them, and recursion must end. */
const deepestSet = 100;

/** `prev // { … }` sets what is on the right: all else stays what it was. */
function isWhole({ syntax }: OverlayReader, { node, scope }: Placed, previous: Given): boolean {
  if (!('set' in previous)) return false;
  const [path, ...others] = setPaths(syntax, node, scope);
  return others.length === 0 && JSON.stringify(path) === JSON.stringify(previous.set);
}

/** NOTE: a stack of its own instead of recursion, as there may be thousands of them. */
function operandsOf(
  reader: OverlayReader,
  set: Placed,
): { readonly operands: readonly Placed[]; readonly decided: readonly RootedUses[] } {
  const { syntax, following, budget } = reader;
  const operands: Placed[] = [];
  const decided: RootedUses[] = [];
  const pending = [set];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { node, scope } = following.standsFor(next, 'unforced');
    const [left, right] = [field(node, 'left'), field(node, 'right')];
    const [asserted, body] = [field(node, 'condition'), field(node, 'body')];
    if (budget.left-- <= 0) return { operands: [{ node, scope }], decided };
    if (left && right && operatorOf(syntax, node) === '//') {
      pending.push({ node: right, scope }, { node: left, scope });
    } else if (node.type === 'assert_expression' && asserted && body) {
      decided.push(usesOfValue(reader, { node: asserted, scope }));
      pending.push({ node: body, scope });
    } else operands.push({ node, scope });
  }
  return { operands, decided };
}

function readOperand(reader: OverlayReader, operand: Placed): Names {
  const { node } = operand;
  if (reader.budget.left <= 0) return opaque(reader.syntax, operand, 'a set that repeats itself');
  switch (node.type) {
    case 'attrset_expression':
    case 'rec_attrset_expression':
      return readLiteral(reader, operand);
    case 'if_expression':
      return readChoice(reader, operand);
    case 'apply_expression':
      return readCall(reader, operand);
    default:
      return opaqueOperand(reader, operand);
  }
}

/** It is evaluated whatever it is: `final // { … }`. */
function opaqueOperand(reader: OverlayReader, operand: Placed): Names {
  const { head } = usesOfValue(reader, operand);
  return decidedBy(opaque(reader.syntax, operand), [{ ...noUses, head }]);
}

function readChoice(reader: OverlayReader, operand: Placed): Names {
  const { node, scope } = operand;
  const [condition, one, other] = ['condition', 'consequence', 'alternative'].map((name) => {
    const part = field(node, name);
    return part && { node: part, scope };
  });
  if (!condition || !one || !other) return opaque(reader.syntax, operand);
  const names = choice(readSet(reader, one), readSet(reader, other));
  return decidedBy(names, [usesOfValue(reader, condition)]);
}

/** `lib.optionalAttrs`, a composition of overlays, or a function that is written out. */
function readCall(reader: OverlayReader, operand: Placed): Names {
  const { syntax } = reader;
  const { head, args } = callOf(operand.node);
  const { scope } = operand;
  const [condition, set] = args.map((node) => ({ node, scope }));
  if (
    libFunction(syntax, head, scope) === 'optionalAttrs' &&
    condition &&
    set &&
    args.length === 2
  ) {
    const decided = [{ node: head, scope }, condition].map((one) => usesOfValue(reader, one));
    return decidedBy(conditional(readSet(reader, set)), decided);
  }
  const parts = composedOf(syntax, operand);
  const [final, previous] = parts?.given ?? [];
  if (parts && final && previous && parts.given.length === 2) {
    const names = composed(
      reader,
      parts.overlays,
      asGiven(syntax, final),
      asGiven(syntax, previous),
    );
    return decidedBy(names, [usesOfValue(reader, { node: parts.head, scope })]);
  }
  return readFunctionCall(reader, operand) ?? opaqueOperand(reader, operand);
}

/** A set as such, so that it is known again where it comes out: `prev // { … }`. */
function asGiven(syntax: Syntax, { node, scope }: Placed): Given {
  const [path, ...others] = setPaths(syntax, node, scope);
  return path && others.length === 0 ? { set: path } : { node, scope };
}

function readFunctionCall(reader: OverlayReader, { node, scope }: Placed): Names | undefined {
  const { syntax, following } = reader;
  const { head, args } = callOf(node);
  const decided: RootedUses[] = [];
  let called = following.standsFor({ node: head, scope }, 'unforced');
  for (const [index, argument] of args.entries()) {
    const place = { node: argument, scope };
    const given = asGiven(syntax, place);
    const last = args[index + 1];
    const parts = composedOf(syntax, called);
    if (parts?.given.length === 0 && last && args.length === index + 2) {
      const previous = asGiven(syntax, { node: last, scope });
      return decidedBy(composed(reader, parts.overlays, given, previous), decided);
    }
    const body = insideOf(reader, called, given);
    if (!body) return undefined;
    if (field(called.node, 'formals')) decided.push(usesOfValue(reader, place));
    called = following.standsFor(body, 'unforced');
  }
  return decidedBy(readSet(reader, called), decided);
}
