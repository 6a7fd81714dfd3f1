import type { Node } from 'web-tree-sitter';
import { isUtf8 } from '../syntax/decode';
import { kindOf } from '../syntax/expression-kind';
import { type PartialEvaluator, type ScopedExpression } from '../scopes/partial-evaluator';
import { lambdaOf } from '../heads/formals';
import { ReferenceCollector } from '../scopes/references';
import type { Diagnostic, Member, MemberExpression } from '../model/reading';
import type { Repetition } from '../syntax/repetition';
import { withSelects } from '../scopes/selects';
import { attributeName } from '../syntax/string-literal';
import { bindingsOf, callOf, children, field, operatorOf, type Syntax } from '../syntax/syntax';

/** The members of a set whose names are known, and the diagnostics of the set. */
export interface GroupMembers {
  readonly members: readonly Member[];
  /** Paths of the sets with `recurseForDerivations`, in which tools look for packages. */
  readonly marks: readonly (readonly string[])[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The group whose members are read. */
export interface Group {
  readonly syntax: Syntax;
  readonly evaluator: PartialEvaluator;
  /**
   * `plain`: members are lambdas, and sets of lambdas. `curried` over package sets: members may be
   * other expressions, too. `applied` to the package set as a whole, like NUR's file: every member
   * is the value that it evaluates to, and a lambda is a function that is not called.
   */
  readonly form: 'plain' | 'curried' | 'applied';
  /** Top-level names that are not packages; only for `applied`. */
  readonly reserved?: ReadonlySet<string>;
  readonly repetition: Repetition;
}

/** A binding of the group: its path and value, and a function that collects its references. */
interface Named {
  readonly value: ScopedExpression | undefined;
  readonly path: readonly string[];
  readonly at: Node;
  readonly reference: (collector: ReferenceCollector) => void;
}

const nothing: GroupMembers = { members: [], marks: [], diagnostics: [] };

/** Whether an expression is a set whose names can be read: `{ … }`, `rec { … }`, `a // b`. */
export function isSetLiteral(syntax: Syntax, node: Node): boolean {
  const isUnion = operatorOf(syntax, node) === '//';
  return isUnion || node.type === 'attrset_expression' || node.type === 'rec_attrset_expression';
}

/** Reads the members of a set literal, or of several joined by `//`; all else is opaque. */
export function readMembers(
  group: Group,
  set: ScopedExpression,
  prefix: readonly string[] = [],
): GroupMembers {
  return operandsOf(group, set, prefix.length > 0)
    .map((operand) => readOperand(group, operand, prefix))
    .reduce((left, right) => union(left, right, prefix.length));
}

/** The mark of a set that has `recurseForDerivations = true;`, which is not a package. */
function markOf(syntax: Syntax, value: Node, path: readonly string[]): GroupMembers {
  return syntax.textOf(value) === 'true' ? { ...nothing, marks: [path] } : nothing;
}

/** The operands of `a // b // c`. NOTE: a stack, not recursion: there may be thousands of them. */
function operandsOf(group: Group, set: ScopedExpression, isNested: boolean): ScopedExpression[] {
  const operands: ScopedExpression[] = [];
  const pending = [set];
  const seen = new Set<number>();
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { node, scope } = next;
    const left = field(node, 'left');
    const right = field(node, 'right');
    const isUnion = left && right && operatorOf(group.syntax, node) === '//';
    // NOTE: without `seen`, `let a = a // { };` would never end.
    if (!isUnion || seen.has(node.id)) operands.push(next);
    else {
      seen.add(node.id);
      for (const side of [right, left]) {
        pending.push(setOf(group, { node: side, scope }, isNested));
      }
    }
  }
  return operands;
}

/**
 * The set that a value stands for, without a call of `recurseIntoAttrs`. NOTE: in a curried group
 * not through `assert`: Nix cannot know the names of a nested set then without the package set.
 */
function setOf(
  { syntax, form, evaluator }: Group,
  value: ScopedExpression,
  isNested: boolean,
): ScopedExpression {
  const limit = form === 'curried' && isNested ? 'unforced' : 'anything';
  const set = evaluator.evaluate(value, limit);
  const marked = markedSet(syntax, set.node, form);
  return marked ? evaluator.evaluate({ node: marked, scope: set.scope }, limit) : set;
}

/** The set in `recurseIntoAttrs { … }`, which marks it for tools; undefined for all else. */
function markedSet(syntax: Syntax, node: Node, form: Group['form']): Node | undefined {
  const { head, args } = callOf(node);
  const path = field(head, 'attrpath');
  const called = path ? children(path).at(-1) : head;
  const text = called && syntax.textOf(form === 'applied' ? called : head);
  // In a curried group only lib's function counts: without the package set, Nix does not know what
  // a function of that set returns.
  const isMark = text === (form === 'applied' ? 'recurseIntoAttrs' : 'lib.recurseIntoAttrs');
  return isMark && args.length === 1 ? args[0] : undefined;
}

function isMarkedSet({ syntax, form, evaluator }: Group, value: ScopedExpression): boolean {
  const limit = form === 'curried' ? 'unforced' : 'anything';
  return markedSet(syntax, evaluator.evaluate(value, limit).node, form) !== undefined;
}

function readOperand(group: Group, set: ScopedExpression, prefix: readonly string[]): GroupMembers {
  const { syntax, evaluator } = group;
  const { node } = set;
  const bindings = bindingsOf(node);
  if (!isSetLiteral(syntax, node) || operatorOf(syntax, node) === '//') {
    return { ...nothing, diagnostics: [opaque(syntax, node, kindOf(syntax, node))] };
  }
  const written = bindings ? children(bindings) : [];
  if (!group.repetition.begin(node, written.length)) {
    return { ...nothing, diagnostics: [opaque(syntax, node, 'a set that repeats itself')] };
  }
  const isRecursive = node.type === 'rec_attrset_expression';
  const scope = isRecursive ? evaluator.insideBindings(node, set.scope) : set.scope;
  const read = written.map((binding) => readBinding(group, { node: binding, scope }, prefix));
  group.repetition.end(node);
  return {
    members: read.flatMap(({ members }) => members),
    marks: read.flatMap(({ marks }) => marks),
    diagnostics: read.flatMap(({ diagnostics }) => diagnostics),
  };
}

/**
 * The members of `left // right`. NOTE: `//` is shallow: a set on the right replaces the whole set
 * of the same name on the left.
 */
function union(left: GroupMembers, right: GroupMembers, depth: number): GroupMembers {
  const names = new Set(right.members.map(({ path }) => path[depth]));
  const hidden = left.members.filter(({ path }) => names.has(path[depth]));
  const isHidden = (diagnostic: Diagnostic): boolean =>
    diagnostic.kind === 'not-a-lambda' &&
    hidden.some(({ position }) => position === diagnostic.position);
  return {
    members: [...left.members.filter(({ path }) => !names.has(path[depth])), ...right.members],
    marks: [...left.marks.filter((path) => !names.has(path[depth])), ...right.marks],
    diagnostics: [
      ...left.diagnostics.filter((diagnostic) => !isHidden(diagnostic)),
      ...right.diagnostics,
    ],
  };
}

function opaque(syntax: Syntax, node: Node, found: string): Diagnostic {
  return { kind: 'opaque-group', position: syntax.positionOf(node), found };
}

function readBinding(
  group: Group,
  { node, scope }: ScopedExpression,
  prefix: readonly string[],
): GroupMembers {
  const { syntax } = group;
  if (syntax.isBridgedInherit(node)) return nothing;
  if (node.type !== 'binding') return readInherited(group, { node, scope }, prefix);

  const attributes = children(field(node, 'attrpath') ?? node);
  const value = field(node, 'expression');
  const names = attributes.map((attribute) => attributeName(syntax, attribute));
  const computed = names.indexOf(undefined);
  const known = names.slice(0, computed < 0 ? names.length : computed) as string[];
  if (isMark(known, prefix)) return value ? markOf(syntax, value, prefix) : nothing;
  if (isLeftOut(group, known[0], prefix)) return nothing;
  if (!value || known.length === 0) {
    return { ...nothing, diagnostics: [opaque(syntax, node, 'a computed name')] };
  }
  const unreadable = attributes[known.findIndex((name) => !isUtf8(name))];
  if (unreadable) return notUtf8(syntax, unreadable);
  const path = [...prefix, ...known];
  const walk = { node: computed < 0 ? value : node, scope };
  const reference = (collector: ReferenceCollector): void => collector.walk(walk.node, walk.scope);
  if (computed < 0) return readValue(group, { value: walk, path, at: node, reference });
  // `a.${x} = …` still defines a member `a`.
  const diagnostics = group.form === 'plain' ? [opaque(syntax, node, 'a computed name')] : [];
  return {
    ...nothing,
    members: [expressionMember(syntax, { path, at: node, reference })],
    diagnostics,
  };
}

/** Whether a binding is the mark of the set that contains it. */
function isMark(names: readonly string[], prefix: readonly string[]): boolean {
  return prefix.length > 0 && names.length === 1 && names[0] === 'recurseForDerivations';
}

/** Whether a binding is one of the reserved top-level names of an `applied` file. */
function isLeftOut(
  { form, reserved }: Group,
  name: string | undefined,
  prefix: readonly string[],
): boolean {
  if (name === undefined || form !== 'applied') return false;
  return prefix.length === 0 && (reserved?.has(name) ?? false);
}

function notUtf8(syntax: Syntax, attribute: Node): GroupMembers {
  return {
    ...nothing,
    diagnostics: [{ kind: 'not-utf8', position: syntax.positionOf(attribute) }],
  };
}

/** Limits the recursion: sets that are nested deeper are read as expressions. */
const maxSetDepth = 100;

function readValue(group: Group, named: Named): GroupMembers {
  const { syntax, evaluator, form } = group;
  const { value, path } = named;
  const set = value && setOf(group, value, true);
  const nested =
    set && isSetLiteral(syntax, set.node) && path.length <= maxSetDepth
      ? readMembers(group, set, path)
      : undefined;
  const isOpaque = nested?.diagnostics.some(({ kind }) => kind === 'opaque-group') ?? false;
  if (nested && !isOpaque && nested.members.length > 0) {
    return isMarkedSet(group, value!) ? { ...nested, marks: [...nested.marks, path] } : nested;
  }

  const member = expressionMember(syntax, named);
  if (form === 'applied') return { ...nothing, members: [member] };
  const inner = value && evaluator.evaluate(value);
  const isLambda = inner?.node.type === 'function_expression';
  const lambda = isLambda
    ? withSelects(syntax, lambdaOf(syntax, inner.node), inner.node)
    : undefined;
  const delegate = inner && evaluator.delegateOf(inner);
  if (!lambda && !delegate) {
    const diagnostics = diagnosticsOfExpression(group, member, inner, nested);
    return { ...nothing, members: [member], diagnostics };
  }
  const { expression, ...plain } = member;
  const made = { ...plain, ...(lambda && { lambda }), ...(delegate && { delegate }) };
  const whole = hasReferencesOrCalls(expression) ? { ...made, expression } : made;
  return { ...nothing, members: [whole] };
}

function diagnosticsOfExpression(
  group: Group,
  member: Member,
  inner: ScopedExpression | undefined,
  nested: GroupMembers | undefined,
): readonly Diagnostic[] {
  const isChoice = inner?.node.type === 'if_expression' && choosesLambda(group, inner);
  if (group.form === 'curried') {
    return isChoice ? [notALambda(member, 'an if expression between lambdas')] : [];
  }
  if (nested?.diagnostics.some(({ kind }) => kind === 'opaque-group')) return nested.diagnostics;
  return [notALambda(member, inner ? kindOf(group.syntax, inner.node) : 'an inherited name')];
}

/**
 * Whether `if` chooses between lambdas: the arguments to pass are then known only to evaluation.
 */
function choosesLambda({ evaluator }: Group, { node, scope }: ScopedExpression): boolean {
  return ['consequence', 'alternative'].some((name) => {
    const branch = field(node, name);
    return (
      branch && evaluator.evaluate({ node: branch, scope }).node.type === 'function_expression'
    );
  });
}

function notALambda({ position }: Member, found: string): Diagnostic {
  return { kind: 'not-a-lambda', position, found };
}

function hasReferencesOrCalls({ references, calls }: MemberExpression): boolean {
  return references.length + calls.length > 0;
}

function expressionMember(
  syntax: Syntax,
  { path, at, reference }: Omit<Named, 'value'>,
): Member & { readonly expression: MemberExpression } {
  const collector = new ReferenceCollector(syntax);
  reference(collector);
  return { path, position: syntax.positionOf(at), expression: collector.expression };
}

/** Reads `inherit a b;` and `inherit (x) a b;`. */
function readInherited(
  group: Group,
  { node, scope }: ScopedExpression,
  prefix: readonly string[],
): GroupMembers {
  const { syntax, evaluator } = group;
  const source = field(node, 'expression');
  const names = field(node, 'attrs');
  const read = (names ? children(names) : []).map((at): GroupMembers => {
    const name = attributeName(syntax, at);
    if (name === undefined)
      return { ...nothing, diagnostics: [opaque(syntax, at, 'a computed name')] };
    if (isMark([name], prefix)) return nothing;
    if (isLeftOut(group, name, prefix)) return nothing;
    if (!isUtf8(name)) return notUtf8(syntax, at);
    return readValue(group, {
      value: source
        ? evaluator.member({ node: source, scope }, [name])
        : evaluator.inherited(name, scope),
      path: [...prefix, name],
      at,
      reference: (collector) =>
        source
          ? collector.inherited(source, name, at, scope)
          : collector.inheritedName(name, at, scope),
    });
  });
  return {
    members: read.flatMap(({ members }) => members),
    marks: read.flatMap(({ marks }) => marks),
    diagnostics: read.flatMap(({ diagnostics }) => diagnostics),
  };
}
