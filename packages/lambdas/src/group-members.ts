import type { Node } from 'web-tree-sitter';
import { kindOf } from './expression-kind';
import { lambdaOf } from './formals';
import { MentionCollector } from './mentions';
import type { Flaw, Member, MemberExpression } from './reading';
import { delegateOf } from './root';
import { scopeOfBindings, type Scope } from './scope';
import { attributeName } from './string-literal';
import { children, field, operatorOf, withoutParentheses, type Syntax } from './syntax';

/** The members of a set, as far as their names are known, and why not all are. */
export interface GroupMembers {
  readonly members: readonly Member[];
  readonly opaque: readonly Flaw[];
}

/** A value and the names that it sees. */
export interface Placed {
  readonly node: Node;
  readonly scope: Scope;
}

/** Looks through parentheses, let, with and assert, noting the names that they bring. */
export function innermostPlaced(syntax: Syntax, start: Placed): Placed {
  let node = withoutParentheses(start.node);
  let scope = start.scope;
  for (;;) {
    const body = field(node, 'body');
    if (!body || node.type === 'function_expression') return { node, scope };
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

/** Reads an attribute set literal, or several joined by `//`; anything else is opaque. */
export function readMembers(
  syntax: Syntax,
  { node, scope }: Placed,
  prefix: readonly string[] = [],
): GroupMembers {
  if (node.type === 'attrset_expression' || node.type === 'rec_attrset_expression') {
    const bindings = bindingsOf(node);
    const inner =
      node.type === 'rec_attrset_expression' ? scopeOfBindings(syntax, bindings, scope) : scope;
    const read = (bindings ? children(bindings) : []).map((binding) =>
      readBinding(syntax, { node: binding, scope: inner }, prefix),
    );
    return {
      members: read.flatMap(({ members }) => members),
      opaque: read.flatMap(({ opaque }) => opaque),
    };
  }
  const left = field(node, 'left');
  const right = field(node, 'right');
  if (left && right && operatorOf(syntax, node) === '//') {
    return union(
      readMembers(syntax, innermostPlaced(syntax, { node: left, scope }), prefix),
      readMembers(syntax, innermostPlaced(syntax, { node: right, scope }), prefix),
      prefix.length,
    );
  }
  return { members: [], opaque: [opaque(syntax, node, kindOf(syntax, node))] };
}

/** NOTE: `//` is shallow: a set on the right hides all of the set of that name on the left. */
function union(left: GroupMembers, right: GroupMembers, depth: number): GroupMembers {
  const hidden = new Set(right.members.map(({ path }) => path[depth]));
  return {
    members: [...left.members.filter(({ path }) => !hidden.has(path[depth])), ...right.members],
    opaque: [...left.opaque, ...right.opaque],
  };
}

function opaque(syntax: Syntax, node: Node, found: string): Flaw {
  return { kind: 'opaque-group', position: syntax.positionOf(node), found };
}

function readBinding(
  syntax: Syntax,
  { node, scope }: Placed,
  prefix: readonly string[],
): GroupMembers {
  if (syntax.isBridgedInherit(node)) return { members: [], opaque: [] };
  if (node.type !== 'binding') return readInherited(syntax, { node, scope }, prefix);

  const attributes = children(field(node, 'attrpath') ?? node);
  const value = field(node, 'expression');
  const names = attributes.map((attribute) => attributeName(syntax, attribute));
  const computed = names.indexOf(undefined);
  const known = names.slice(0, computed < 0 ? names.length : computed) as string[];
  if (!value || known.length === 0) {
    return { members: [], opaque: [opaque(syntax, node, 'a computed name')] };
  }
  const path = [...prefix, ...known];
  if (computed < 0) return readValue(syntax, { node: value, scope }, path, node);
  // `a.${x} = …` still says that there is an a.
  return { members: [expressionMember(syntax, path, node, { node, scope })], opaque: [] };
}

function readValue(
  syntax: Syntax,
  value: Placed,
  path: readonly string[],
  binding: Node,
): GroupMembers {
  const inner = innermostPlaced(syntax, value);
  if (isSetLiteral(syntax, inner.node)) {
    const nested = readMembers(syntax, inner, path);
    if (nested.opaque.length === 0 && nested.members.length > 0) return nested;
  }
  const lambda =
    inner.node.type === 'function_expression' ? lambdaOf(syntax, inner.node) : undefined;
  const delegate = delegateOf(syntax, inner.node);
  const member = expressionMember(syntax, path, binding, value);
  if (!lambda && !delegate) return { members: [member], opaque: [] };
  const { expression, ...plain } = member;
  const made = { ...plain, ...(lambda && { lambda }), ...(delegate && { delegate }) };
  const leans = expression !== undefined && leansOnSomething(expression);
  return { members: [leans ? { ...made, expression } : made], opaque: [] };
}

function isSetLiteral(syntax: Syntax, node: Node): boolean {
  const isUnion = operatorOf(syntax, node) === '//';
  return isUnion || node.type === 'attrset_expression' || node.type === 'rec_attrset_expression';
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
  syntax: Syntax,
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
    members.push({ path: [...prefix, name], position, expression: collector.expression });
  }
  return { members, opaque: flaws };
}
