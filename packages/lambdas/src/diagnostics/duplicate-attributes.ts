import type { Node } from 'web-tree-sitter';
import { attributeName } from '../syntax/string-literal';
import { children, field, withoutParentheses, type Syntax } from '../syntax/syntax';

/** An attribute that Nix rejects: its name is already defined, or must not be computed here. */
export interface RejectedAttribute {
  readonly offset: number;
  readonly reason: string;
}

/** A name that is already defined: as a value, or as a set in parts (`a.b = 1; a.c = 2;`). */
interface Known {
  readonly first: Node;
  readonly members: Map<string, Known> | undefined;
  /** The bindings of the set's first literal; read only when a second part of the set is found. */
  unread?: Node | undefined;
}

/** Limits the recursion; real files do not nest the parts of a set so deeply. */
const maxPartDepth = 20;

/**
 * The surroundings of bindings: the number of literals around them, and whether they are a let's.
 */
interface BindingContext {
  readonly depth: number;
  readonly isLet: boolean;
}

/**
 * The attributes of a `binding_set` that Nix rejects. A set may be written in parts, where each
 * part is a literal: `a.b = 1; a = { c = 2; };` is one set. Older versions of Nix reject some such
 * parts (`a = { b = { }; }; a = { b = { }; };`), newer ones accept them: the newer rule is used
 * here.
 */
export function* rejectedAttributes(
  syntax: Syntax,
  bindings: Node,
  isLet: boolean,
): Iterable<RejectedAttribute> {
  yield* addBindings(syntax, bindings, new Map(), { depth: 0, isLet });
}

function* addBindings(
  syntax: Syntax,
  bindings: Node,
  known: Map<string, Known>,
  context: BindingContext,
): Iterable<RejectedAttribute> {
  for (const binding of children(bindings)) {
    if (syntax.isBridgedInherit(binding)) continue;
    if (binding.type === 'binding') yield* addBinding(syntax, binding, known, context);
    else yield* addInherited(syntax, binding, known);
  }
}

function* addInherited(
  syntax: Syntax,
  inherit: Node,
  known: Map<string, Known>,
): Iterable<RejectedAttribute> {
  const names = field(inherit, 'attrs');
  for (const attribute of names ? children(names) : []) {
    const name = attributeName(syntax, attribute);
    const offset = attribute.startIndex;
    const taken = name === undefined ? undefined : known.get(name);
    if (name === undefined) yield { offset, reason: 'a computed name cannot be inherited' };
    else if (taken) yield alreadyDefined(syntax, attribute, name, taken);
    else known.set(name, { first: attribute, members: undefined });
  }
}

function* addBinding(
  syntax: Syntax,
  binding: Node,
  known: Map<string, Known>,
  { depth, isLet }: BindingContext,
): Iterable<RejectedAttribute> {
  const path = field(binding, 'attrpath');
  const value = field(binding, 'expression');
  if (!path || !value) return;
  const attributes = children(path);
  let here = known;
  for (const [index, attribute] of attributes.entries()) {
    const name = attributeName(syntax, attribute);
    if (name === undefined) {
      if (isLet && index === 0) {
        yield { offset: attribute.startIndex, reason: 'a let cannot bind a computed name' };
      }
      return;
    }
    const taken = here.get(name);
    if (index < attributes.length - 1) {
      if (taken && !taken.members) return yield alreadyDefined(syntax, attribute, name, taken);
      if (taken) readFirstPart(syntax, taken, depth + index + 1);
      const members = taken?.members ?? new Map<string, Known>();
      if (!taken) here.set(name, { first: attribute, members });
      here = members;
    } else {
      yield* addValue(syntax, attribute, name, value, here, depth + 1);
    }
  }
}

function* addValue(
  syntax: Syntax,
  attribute: Node,
  name: string,
  value: Node,
  known: Map<string, Known>,
  depth: number,
): Iterable<RejectedAttribute> {
  const literal = withoutParentheses(value);
  const isSet = literal.type === 'attrset_expression' || literal.type === 'rec_attrset_expression';
  const taken = known.get(name);
  if (taken && !(taken.members && isSet))
    return yield alreadyDefined(syntax, attribute, name, taken);
  const bindings = isSet ? children(literal)[0] : undefined;
  if (!taken) {
    const members = isSet ? new Map<string, Known>() : undefined;
    return void known.set(name, { first: attribute, members, unread: bindings });
  }
  readFirstPart(syntax, taken, depth);
  if (!bindings || !taken.members || depth > maxPartDepth) return;
  yield* addBindings(syntax, bindings, taken.members, { depth, isLet: false });
}

/**
 * Adds the names of the first literal. Its own errors are dropped: the query captures it as well.
 */
function readFirstPart(syntax: Syntax, known: Known, depth: number): void {
  const { unread, members } = known;
  known.unread = undefined;
  if (!unread || !members || depth > maxPartDepth) return;
  for (const rejected of addBindings(syntax, unread, members, { depth, isLet: false }))
    void rejected;
}

function alreadyDefined(
  syntax: Syntax,
  attribute: Node,
  name: string,
  taken: Known,
): RejectedAttribute {
  const { line, column } = syntax.positionOf(taken.first);
  const reason = `attribute ${JSON.stringify(name)} is already defined at ${line}:${column}`;
  return { offset: attribute.startIndex, reason };
}
