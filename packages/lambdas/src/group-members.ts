import type { Node } from 'web-tree-sitter';
import { kindOf } from './expression-kind';
import { lambdaOf } from './formals';
import { MentionCollector } from './mentions';
import type { Flaw, Member, MemberExpression } from './reading';
import { delegateOf } from './root';
import { scopeOfBindings, type Scope } from './scope';
import { withSelects } from './selects';
import { attributeName } from './string-literal';
import { children, field, operatorOf, withoutParentheses, type Syntax } from './syntax';

/** The members of a set, as far as their names are known, and what is wrong with it. */
export interface GroupMembers {
  readonly members: readonly Member[];
  readonly flaws: readonly Flaw[];
}

/** The group that members are read of. */
export interface Group {
  readonly syntax: Syntax;
  /** Over package sets: then a member may be any expression, else lambdas and sets of them only. */
  readonly isCurried: boolean;
}

/** A value and the names that it sees. */
export interface Placed {
  readonly node: Node;
  readonly scope: Scope;
}

/** Looks through parentheses, let, with and (if told so) assert, noting the names that they bring. */
export function innermostPlaced(syntax: Syntax, start: Placed, throughAssert = true): Placed {
  let node = withoutParentheses(start.node);
  let scope = start.scope;
  for (;;) {
    const body = field(node, 'body');
    if (!body || node.type === 'function_expression') return { node, scope };
    if (node.type === 'assert_expression' && !throughAssert) return { node, scope };
    if (node.type === 'let_expression') {
      scope = scopeOfBindings(syntax, bindingsOf(node), scope);
    }
    const opened = node.type === 'with_expression' ? field(node, 'environment') : undefined;
    if (opened) scope = { outer: scope, names: new Map(), opened };
    node = withoutParentheses(body);
  }
}

function bindingsOf(node: Node): Node | undefined {
  return children(node).find(({ type }) => type === 'binding_set');
}

/** An attribute set whose names stand in the text, as far as they do: `{ … }`, `rec { … }`, `a // b`. */
export function isSetLiteral(syntax: Syntax, node: Node): boolean {
  const isUnion = operatorOf(syntax, node) === '//';
  return isUnion || node.type === 'attrset_expression' || node.type === 'rec_attrset_expression';
}

/** Reads an attribute set literal, or several joined by `//`; anything else is opaque. */
export function readMembers(
  group: Group,
  set: Placed,
  prefix: readonly string[] = [],
): GroupMembers {
  return operandsOf(group, set, prefix.length > 0)
    .map((operand) => readOperand(group, operand, prefix))
    .reduce((left, right) => union(left, right, prefix.length));
}

/** NOTE: a stack of its own instead of recursion, as there may be thousands of them. */
function operandsOf({ syntax, isCurried }: Group, set: Placed, isNested: boolean): Placed[] {
  const operands: Placed[] = [];
  const pending = [set];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { node, scope } = next;
    const left = field(node, 'left');
    const right = field(node, 'right');
    if (!left || !right || operatorOf(syntax, node) !== '//') operands.push(next);
    else {
      for (const side of [right, left]) {
        const placed = { node: side, scope };
        pending.push(innermostPlaced(syntax, placed, !(isCurried && isNested)));
      }
    }
  }
  return operands;
}

function readOperand(
  group: Group,
  { node, scope }: Placed,
  prefix: readonly string[],
): GroupMembers {
  const { syntax } = group;
  if (!isSetLiteral(syntax, node)) {
    return { members: [], flaws: [opaque(syntax, node, kindOf(syntax, node))] };
  }
  const bindings = bindingsOf(node);
  const inner =
    node.type === 'rec_attrset_expression' ? scopeOfBindings(syntax, bindings, scope) : scope;
  const read = (bindings ? children(bindings) : []).map((binding) =>
    readBinding(group, { node: binding, scope: inner }, prefix),
  );
  return {
    members: read.flatMap(({ members }) => members),
    flaws: read.flatMap(({ flaws }) => flaws),
  };
}

/** NOTE: `//` is shallow: a set on the right hides all of the set of that name on the left. */
function union(left: GroupMembers, right: GroupMembers, depth: number): GroupMembers {
  const names = new Set(right.members.map(({ path }) => path[depth]));
  const hidden = left.members.filter(({ path }) => names.has(path[depth]));
  const isHidden = (flaw: Flaw): boolean =>
    flaw.kind === 'not-a-lambda' && hidden.some(({ position }) => position === flaw.position);
  return {
    members: [...left.members.filter(({ path }) => !names.has(path[depth])), ...right.members],
    flaws: [...left.flaws.filter((flaw) => !isHidden(flaw)), ...right.flaws],
  };
}

function opaque(syntax: Syntax, node: Node, found: string): Flaw {
  return { kind: 'opaque-group', position: syntax.positionOf(node), found };
}

function readBinding(
  group: Group,
  { node, scope }: Placed,
  prefix: readonly string[],
): GroupMembers {
  const { syntax } = group;
  if (syntax.isBridgedInherit(node)) return { members: [], flaws: [] };
  if (node.type !== 'binding') return readInherited(group, { node, scope }, prefix);

  const attributes = children(field(node, 'attrpath') ?? node);
  const value = field(node, 'expression');
  const names = attributes.map((attribute) => attributeName(syntax, attribute));
  const computed = names.indexOf(undefined);
  const known = names.slice(0, computed < 0 ? names.length : computed) as string[];
  if (!value || known.length === 0) {
    return { members: [], flaws: [opaque(syntax, node, 'a computed name')] };
  }
  const path = [...prefix, ...known];
  if (computed < 0) return readValue(group, { node: value, scope }, path, node);
  // `a.${x} = …` still says that there is an a.
  const flaws = group.isCurried ? [] : [opaque(syntax, node, 'a computed name')];
  return { members: [expressionMember(syntax, path, node, { node, scope })], flaws };
}

/** Sets nested deeper stay expressions: nobody writes them, and recursion must end. */
const deepestSet = 100;

function readValue(
  group: Group,
  value: Placed,
  path: readonly string[],
  binding: Node,
): GroupMembers {
  const { syntax, isCurried } = group;
  // NOTE: behind an assert Nix cannot know the names without the package set.
  const literal = innermostPlaced(syntax, value, !isCurried);
  const nested =
    isSetLiteral(syntax, literal.node) && path.length <= deepestSet
      ? readMembers(group, literal, path)
      : undefined;
  const isOpaque = nested?.flaws.some(({ kind }) => kind === 'opaque-group') ?? false;
  if (nested && !isOpaque && nested.members.length > 0) return nested;

  const { node } = innermostPlaced(syntax, value);
  const lambda =
    node.type === 'function_expression'
      ? withSelects(syntax, lambdaOf(syntax, node), node)
      : undefined;
  const delegate = delegateOf(syntax, node);
  const member = expressionMember(syntax, path, binding, value);
  if (!lambda && !delegate) {
    const notAllowed = isOpaque
      ? (nested?.flaws ?? [])
      : [notALambda(member, kindOf(syntax, node))];
    return { members: [member], flaws: isCurried ? [] : notAllowed };
  }
  const { expression, ...plain } = member;
  const made = { ...plain, ...(lambda && { lambda }), ...(delegate && { delegate }) };
  const leans = expression !== undefined && leansOnSomething(expression);
  return { members: [leans ? { ...made, expression } : made], flaws: [] };
}

function notALambda({ position }: Member, found: string): Flaw {
  return { kind: 'not-a-lambda', position, found };
}

function leansOnSomething({ mentions, calls }: MemberExpression): boolean {
  return mentions.length + calls.length > 0;
}

function expressionMember(
  syntax: Syntax,
  path: readonly string[],
  at: Node,
  value: Placed,
): Member & { readonly expression: MemberExpression } {
  const collector = new MentionCollector(syntax);
  collector.walk(value.node, value.scope);
  return { path, position: syntax.positionOf(at), expression: collector.expression };
}

/** `inherit a b;` and `inherit (x) a b;` */
function readInherited(
  { syntax, isCurried }: Group,
  { node, scope }: Placed,
  prefix: readonly string[],
): GroupMembers {
  const source = field(node, 'expression');
  const names = field(node, 'attrs');
  const members: Member[] = [];
  const flaws: Flaw[] = [];
  for (const attribute of names ? children(names) : []) {
    const name = attributeName(syntax, attribute);
    if (name === undefined) {
      flaws.push(opaque(syntax, attribute, 'a computed name'));
      continue;
    }
    const collector = new MentionCollector(syntax);
    if (source) collector.inherited(source, name, attribute, scope);
    else collector.inheritedName(name, attribute, scope);
    const position = syntax.positionOf(attribute);
    const member = { path: [...prefix, name], position, expression: collector.expression };
    members.push(member);
    if (!isCurried) flaws.push(notALambda(member, 'an inherited name'));
  }
  return { members, flaws };
}
