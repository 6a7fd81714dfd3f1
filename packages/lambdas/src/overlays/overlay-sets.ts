import type { Node } from 'web-tree-sitter';
import type { ScopedExpression } from '../scopes/partial-evaluator';
import { composedOf, onTopOf } from './overlay-composition';
import { readLiteral } from './overlay-literal';
import {
  choice,
  conditional,
  decidedBy,
  mergedInto,
  noAttributes,
  opaque,
  update,
  type SetAttributes,
} from './overlay-names';
import { usesOfValue, type OverlayReader } from './overlay-reader';
import { libFunction } from '../scopes/overlay-roots';
import { noUses, type RootedUses } from './overlay-uses';
import { scopeOfCall, type Given } from '../scopes/scope';
import { certainPath } from '../scopes/set-path';
import { callOf, field, operatorOf, type Syntax } from '../syntax/syntax';

/** The two arguments of an overlay. */
export interface OverlayArguments {
  readonly final: Given;
  readonly previous: Given;
  /**
   * True if `previous` is the set that the overlay changes: returning its attributes sets nothing.
   */
  readonly isBelow: boolean;
}

/** Reads an overlay, `final: prev: …` or a composition; undefined where it is no such literal. */
export function readOverlay(
  reader: OverlayReader,
  overlay: ScopedExpression,
  given: OverlayArguments,
): SetAttributes | undefined {
  const { evaluator } = reader;
  const { final, previous, isBelow } = given;
  const outer = evaluator.evaluate(overlay, 'unforced');
  const parts = composedOf(reader, outer);
  if (parts?.given.length === 0) return composed(reader, parts.overlays, given);
  const inner = insideOf(reader, outer, final);
  const set = inner && insideOf(reader, evaluator.evaluate(inner, 'unforced'), previous);
  if (!set) return undefined;
  const isForcing = field(outer.node, 'formals') !== undefined && 'set' in final;
  const forced = isForcing ? [forcedSet(reader, outer.node, final.set)] : [];
  const below = isBelow && 'set' in previous ? previous.set : undefined;
  return decidedBy(readSet(reader, set, below), forced);
}

/** Reads composed overlays: the `prev` of each has the attributes that the earlier ones set. */
export function composed(
  reader: OverlayReader,
  overlays: readonly ScopedExpression[],
  given: OverlayArguments,
): SetAttributes {
  const { previous } = given;
  let names = noAttributes;
  for (const overlay of overlays) {
    const root = `\0composed ${reader.budget.compositions++}`;
    const read = readOverlay(reader, overlay, { ...given, previous: { set: [root] } });
    const next = read ?? opaque(reader.syntax, reader.evaluator.evaluate(overlay));
    const below = 'set' in previous ? previous : usesOfValue(reader, previous);
    names = update(names, onTopOf(names, next, root, below));
  }
  return names;
}

function insideOf(
  { syntax }: OverlayReader,
  { node, scope }: ScopedExpression,
  given: Given,
): ScopedExpression | undefined {
  const body = field(node, 'body');
  return node.type === 'function_expression' && body
    ? { node: body, scope: scopeOfCall(syntax, node, scope, given) }
    : undefined;
}

/** In `{ a, ... }: prev: …`, the pattern forces `final` while its names are not yet known. */
function forcedSet({ syntax }: OverlayReader, at: Node, path: readonly string[]): RootedUses {
  return { ...noUses, head: [{ path, depth: path.length, position: syntax.positionOf(at) }] };
}

/**
 * Reads the attributes of a set expression, also of sets joined by `//` and under conditions.
 *
 * @param below the path of the set that is changed: `prev // { … }` sets only the attributes on the
 *   right, because all others keep their values
 */
export function readSet(
  reader: OverlayReader,
  set: ScopedExpression,
  below?: readonly string[],
): SetAttributes {
  if (reader.budget.depth >= maxSetDepth) return opaque(reader.syntax, set);
  reader.budget.depth++;
  const { operands, decided } = operandsOf(reader, set);
  const changed = operands.findIndex((operand) => !below || !isAt(reader, operand, below));
  const names = operands
    .map((operand, index) => readOperand(reader, operand, index <= changed ? below : undefined))
    .reduce(update, noAttributes);
  reader.budget.depth--;
  return decidedBy(names, decided);
}

/** Limits the recursion: sets that are nested deeper are opaque. */
const maxSetDepth = 100;

/** Whether an expression certainly stands for the package set with a path. */
export function isAt(
  { syntax }: OverlayReader,
  { node, scope }: ScopedExpression,
  set: readonly string[],
): boolean {
  return JSON.stringify(certainPath(syntax, node, scope)) === JSON.stringify(set);
}

/**
 * The operands of `a // b // c`, and the uses of assertions around them. NOTE: a stack, not
 * recursion: there may be thousands of them.
 */
export function operandsOf(
  reader: OverlayReader,
  set: ScopedExpression,
): { readonly operands: readonly ScopedExpression[]; readonly decided: readonly RootedUses[] } {
  const { syntax, evaluator, budget } = reader;
  const operands: ScopedExpression[] = [];
  const decided: RootedUses[] = [];
  const pending = [set];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { node, scope } = evaluator.evaluate(next, 'unforced');
    const [left, right] = [field(node, 'left'), field(node, 'right')];
    const [asserted, body] = [field(node, 'condition'), field(node, 'body')];
    if (budget.seen.has(node.id) && budget.left-- <= 0) {
      return { operands: [{ node, scope }], decided };
    }
    budget.seen.add(node.id);
    if (left && right && operatorOf(syntax, node) === '//') {
      pending.push({ node: right, scope }, { node: left, scope });
    } else if (node.type === 'assert_expression' && asserted && body) {
      decided.push(usesOfValue(reader, { node: asserted, scope }));
      pending.push({ node: body, scope });
    } else operands.push({ node, scope });
  }
  return { operands, decided };
}

function readOperand(
  reader: OverlayReader,
  operand: ScopedExpression,
  below?: readonly string[],
): SetAttributes {
  const { node } = operand;
  if (below && isAt(reader, operand, below)) return noAttributes;
  if (reader.budget.left <= 0) return opaque(reader.syntax, operand, 'a set that repeats itself');
  switch (node.type) {
    case 'attrset_expression':
    case 'rec_attrset_expression':
      return readLiteral(reader, operand);
    case 'if_expression':
      return readChoice(reader, operand, below);
    case 'apply_expression':
      return readCall(reader, operand, below);
    default:
      return opaqueOperand(reader, operand);
  }
}

/** NOTE: Nix evaluates an operand even if its names cannot be read: `final // { … }`. */
function opaqueOperand(reader: OverlayReader, operand: ScopedExpression): SetAttributes {
  const { head } = usesOfValue(reader, operand);
  return decidedBy(opaque(reader.syntax, operand), [{ ...noUses, head }]);
}

function readChoice(
  reader: OverlayReader,
  operand: ScopedExpression,
  below?: readonly string[],
): SetAttributes {
  const { node, scope } = operand;
  const [condition, consequence, alternative] = ['condition', 'consequence', 'alternative'].map(
    (name) => {
      const part = field(node, name);
      return part && { node: part, scope };
    },
  );
  if (!condition || !consequence || !alternative) return opaque(reader.syntax, operand);
  const names = choice(readSet(reader, consequence, below), readSet(reader, alternative, below));
  return decidedBy(names, [usesOfValue(reader, condition)]);
}

/**
 * Reads the result of a function of lib, of a composition of overlays, or of a function literal.
 */
function readCall(
  reader: OverlayReader,
  operand: ScopedExpression,
  below?: readonly string[],
): SetAttributes {
  const { head, args } = callOf(operand.node);
  const { scope } = operand;
  const [first, second, ...others] = args.map((node) => ({ node, scope }));
  const name = libFunction(reader.syntax, reader.evaluator, { node: head, scope });
  if (first && second && others.length === 0) {
    const decided = [usesOfValue(reader, { node: head, scope })];
    if (name === 'optionalAttrs') {
      const names = conditional(readSet(reader, second));
      return decidedBy(names, [...decided, usesOfValue(reader, first)]);
    }
    if (name === 'recursiveUpdate' && below && isAt(reader, first, below)) {
      const position = reader.syntax.positionOf(first.node);
      return decidedBy(mergedInto(readSet(reader, second), below, position), decided);
    }
  }
  const parts = composedOf(reader, operand);
  const [final, previous] = parts?.given ?? [];
  if (parts && final && previous && parts.given.length === 2) {
    const given = argumentsOf(reader, final, previous, below);
    const decided = [usesOfValue(reader, { node: parts.head, scope })];
    return decidedBy(composed(reader, parts.overlays, given), decided);
  }
  return readFunctionCall(reader, operand, below) ?? opaqueOperand(reader, operand);
}

/** The uses that Nix evaluates to know the names of a set; for a literal, only its `head`. */
function namesOf(reader: OverlayReader, set: ScopedExpression): RootedUses {
  const { node } = reader.evaluator.evaluate(set, 'unforced');
  const isLiteral = ['attrset_expression', 'rec_attrset_expression'].includes(node.type);
  const uses = usesOfValue(reader, set);
  return isLiteral ? { ...noUses, head: uses.head } : uses;
}

function argumentsOf(
  reader: OverlayReader,
  final: ScopedExpression,
  previous: ScopedExpression,
  below: readonly string[] | undefined,
): OverlayArguments {
  const isBelow = below !== undefined && isAt(reader, previous, below);
  const { syntax } = reader;
  return { final: asGiven(syntax, final), previous: asGiven(syntax, previous), isBelow };
}

/** A package set as its path, so that it is recognised in the result: `prev // { … }`. */
function asGiven(syntax: Syntax, { node, scope }: ScopedExpression): Given {
  const path = certainPath(syntax, node, scope);
  return path ? { set: path } : { node, scope };
}

function readFunctionCall(
  reader: OverlayReader,
  { node, scope }: ScopedExpression,
  below?: readonly string[],
): SetAttributes | undefined {
  const { syntax, evaluator } = reader;
  const { head, args } = callOf(node);
  const decided: RootedUses[] = [];
  let called = evaluator.evaluate({ node: head, scope }, 'unforced');
  for (const [index, argument] of args.entries()) {
    const place = { node: argument, scope };
    const last = args[index + 1];
    const parts = composedOf(reader, called);
    if (parts?.given.length === 0 && last && args.length === index + 2) {
      const given = argumentsOf(reader, place, { node: last, scope }, below);
      return decidedBy(composed(reader, parts.overlays, given), decided);
    }
    const body = insideOf(reader, called, asGiven(syntax, place));
    if (!body) return undefined;
    if (field(called.node, 'formals')) decided.push(namesOf(reader, place));
    called = evaluator.evaluate(body, 'unforced');
  }
  return decidedBy(readSet(reader, called, below), decided);
}
