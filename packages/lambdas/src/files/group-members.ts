import type { Node } from 'web-tree-sitter';
import { isUtf8 } from '../syntax/decode';
import { kindOf } from '../syntax/expression-kind';
import { bindingsOf, type Following, type Placed } from '../scopes/following';
import { lambdaOf } from '../heads/formals';
import { ReferenceCollector } from '../scopes/references';
import type { Diagnostic, Member, MemberExpression } from '../model/reading';
import type { Repetition } from '../syntax/repetition';
import { withSelects } from '../scopes/selects';
import { attributeName } from '../syntax/string-literal';
import { callOf, children, field, operatorOf, type Syntax } from '../syntax/syntax';

/** The members of a set, as far as their names are known, and what is wrong with it. */
export interface GroupMembers {
  readonly members: readonly Member[];
  /** Paths of sets that are marked for tools that look for packages (`recurseForDerivations`). */
  readonly marks: readonly (readonly string[])[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The group that members are read of. */
export interface Group {
  readonly syntax: Syntax;
  readonly following: Following;
  /**
   * `plain`: lambdas and sets of them only. `curried` over package sets: a member may be any
   * expression too. `applied` to the package set as a whole, as NUR's file is: a member is what it
   * is there, a lambda a function that nobody calls.
   */
  readonly form: 'plain' | 'curried' | 'applied';
  /** Names at top level that are no packages. */
  readonly reserved?: ReadonlySet<string>;
  readonly repetition: Repetition;
}

/** A value that has a name, with all that is referenced by saying so. */
interface Named {
  readonly value: Placed | undefined;
  readonly path: readonly string[];
  readonly at: Node;
  readonly reference: (collector: ReferenceCollector) => void;
}

const nothing: GroupMembers = { members: [], marks: [], diagnostics: [] };

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

/** With the mark of the set itself: `recurseForDerivations = true;`, which is no package. */
function markOf(syntax: Syntax, value: Node, path: readonly string[]): GroupMembers {
  return syntax.textOf(value) === 'true' ? { ...nothing, marks: [path] } : nothing;
}

/** NOTE: a stack of its own instead of recursion, as there may be thousands of them. */
function operandsOf(group: Group, set: Placed, isNested: boolean): Placed[] {
  const operands: Placed[] = [];
  const pending = [set];
  const seen = new Set<number>();
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { node, scope } = next;
    const left = field(node, 'left');
    const right = field(node, 'right');
    const isUnion = left && right && operatorOf(group.syntax, node) === '//';
    // `let a = a // { };` goes on for ever.
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

/** NOTE: behind an assert Nix cannot know the names of a nested set without the package set. */
function setOf({ syntax, form, following }: Group, value: Placed, isNested: boolean): Placed {
  const reach = form === 'curried' && isNested ? 'unforced' : 'anything';
  const set = following.standsFor(value, reach);
  const marked = markedSet(syntax, set.node, form);
  return marked ? following.standsFor({ node: marked, scope: set.scope }, reach) : set;
}

/** `pkgs.recurseIntoAttrs { … }` is that set with a mark for tools. */
function markedSet(syntax: Syntax, node: Node, form: Group['form']): Node | undefined {
  const { head, args } = callOf(node);
  const path = field(head, 'attrpath');
  const called = path ? children(path).at(-1) : head;
  const text = called && syntax.textOf(form === 'applied' ? called : head);
  // Of a function of the package set Nix cannot know, without that set, that it marks a set.
  const isMark = text === (form === 'applied' ? 'recurseIntoAttrs' : 'lib.recurseIntoAttrs');
  return isMark && args.length === 1 ? args[0] : undefined;
}

function isMarkedSet({ syntax, form, following }: Group, value: Placed): boolean {
  const reach = form === 'curried' ? 'unforced' : 'anything';
  return markedSet(syntax, following.standsFor(value, reach).node, form) !== undefined;
}

function readOperand(group: Group, set: Placed, prefix: readonly string[]): GroupMembers {
  const { syntax, following } = group;
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
  const scope = isRecursive ? following.insideBindings(node, set.scope) : set.scope;
  const read = written.map((binding) => readBinding(group, { node: binding, scope }, prefix));
  group.repetition.end(node);
  return {
    members: read.flatMap(({ members }) => members),
    marks: read.flatMap(({ marks }) => marks),
    diagnostics: read.flatMap(({ diagnostics }) => diagnostics),
  };
}

/** NOTE: `//` is shallow: a set on the right hides all of the set of that name on the left. */
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
  { node, scope }: Placed,
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
  // `a.${x} = …` still says that there is an a.
  const diagnostics = group.form === 'plain' ? [opaque(syntax, node, 'a computed name')] : [];
  return {
    ...nothing,
    members: [expressionMember(syntax, { path, at: node, reference })],
    diagnostics,
  };
}

/** A mark on the set that it stands in. */
function isMark(names: readonly string[], prefix: readonly string[]): boolean {
  return prefix.length > 0 && names.length === 1 && names[0] === 'recurseForDerivations';
}

/** What is no package where the whole file is applied: names for other things. */
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

/** Sets nested deeper stay expressions: nobody writes them, and recursion must end. */
const deepestSet = 100;

function readValue(group: Group, named: Named): GroupMembers {
  const { syntax, following, form } = group;
  const { value, path } = named;
  const set = value && setOf(group, value, true);
  const nested =
    set && isSetLiteral(syntax, set.node) && path.length <= deepestSet
      ? readMembers(group, set, path)
      : undefined;
  const isOpaque = nested?.diagnostics.some(({ kind }) => kind === 'opaque-group') ?? false;
  if (nested && !isOpaque && nested.members.length > 0) {
    return isMarkedSet(group, value!) ? { ...nested, marks: [...nested.marks, path] } : nested;
  }

  const member = expressionMember(syntax, named);
  if (form === 'applied') return { ...nothing, members: [member] };
  const inner = value && following.standsFor(value);
  const isLambda = inner?.node.type === 'function_expression';
  const lambda = isLambda
    ? withSelects(syntax, lambdaOf(syntax, inner.node), inner.node)
    : undefined;
  const delegate = inner && following.delegateOf(inner);
  if (!lambda && !delegate) {
    const diagnostics = diagnosticsOfExpression(group, member, inner, nested);
    return { ...nothing, members: [member], diagnostics };
  }
  const { expression, ...plain } = member;
  const made = { ...plain, ...(lambda && { lambda }), ...(delegate && { delegate }) };
  const whole = leansOnSomething(expression) ? { ...made, expression } : made;
  return { ...nothing, members: [whole] };
}

function diagnosticsOfExpression(
  group: Group,
  member: Member,
  inner: Placed | undefined,
  nested: GroupMembers | undefined,
): readonly Diagnostic[] {
  const isChoice = inner?.node.type === 'if_expression' && choosesLambda(group, inner);
  if (group.form === 'curried') {
    return isChoice ? [notALambda(member, 'an if expression between lambdas')] : [];
  }
  if (nested?.diagnostics.some(({ kind }) => kind === 'opaque-group')) return nested.diagnostics;
  return [notALambda(member, inner ? kindOf(group.syntax, inner.node) : 'an inherited name')];
}

/** Which of two lambdas it is, and so what is to be passed to it, only evaluation tells. */
function choosesLambda({ following }: Group, { node, scope }: Placed): boolean {
  return ['consequence', 'alternative'].some((name) => {
    const branch = field(node, name);
    return (
      branch && following.standsFor({ node: branch, scope }).node.type === 'function_expression'
    );
  });
}

function notALambda({ position }: Member, found: string): Diagnostic {
  return { kind: 'not-a-lambda', position, found };
}

function leansOnSomething({ references, calls }: MemberExpression): boolean {
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

/** `inherit a b;` and `inherit (x) a b;` */
function readInherited(
  group: Group,
  { node, scope }: Placed,
  prefix: readonly string[],
): GroupMembers {
  const { syntax, following } = group;
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
        ? following.member({ node: source, scope }, [name])
        : following.inherited(name, scope),
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
