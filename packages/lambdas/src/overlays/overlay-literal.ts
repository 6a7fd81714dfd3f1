import type { Node } from 'web-tree-sitter';
import { isUtf8 } from '../syntax/decode';
import { type ScopedExpression } from '../scopes/partial-evaluator';
import type { Inherited } from '../scopes/forcing';
import { ReferenceCollector } from '../scopes/references';
import {
  decidedBy,
  noAttributes,
  opaque,
  opaqueDiagnostic,
  update,
  type RootedAttribute,
  type SetAttributes,
} from './overlay-names';
import { forcedBy, usesOfValue, type OverlayReader, type Part } from './overlay-reader';
import { roots } from '../scopes/overlay-roots';
import type { RootedUses } from './overlay-uses';
import { attributeName } from '../syntax/string-literal';
import { bindingsOf, children, field, type Syntax } from '../syntax/syntax';

/**
 * Reads the attributes of one set literal, `{ … }` or `rec { … }`; diagnostics for computed names.
 */
export function readLiteral(reader: OverlayReader, set: ScopedExpression): SetAttributes {
  const { syntax, evaluator, repetition } = reader;
  const { node } = set;
  const bindings = bindingsOf(node);
  const written = bindings ? children(bindings) : [];
  if (!repetition.begin(node, written.length)) {
    return opaque(syntax, set, 'a set that repeats itself');
  }
  const isRecursive = node.type === 'rec_attrset_expression';
  const scope = isRecursive ? evaluator.insideBindings(node, set.scope) : set.scope;
  const parts = new Map<string, Part[]>();
  const withDiagnostics: SetAttributes[] = [];
  for (const binding of written) {
    if (syntax.isBridgedInherit(binding)) continue;
    for (const part of partsOf(syntax, { node: binding, scope })) {
      const name = part.names[0];
      if (name === undefined) withDiagnostics.push(computedName(reader, part));
      else if (!isUtf8(name)) withDiagnostics.push(notUtf8(syntax, part.at));
      else parts.set(name, [...(parts.get(name) ?? []), part]);
    }
  }
  const attributes = new Map(
    [...parts].map(([name, all]) => [name, attributeOf(reader, name, all)] as const),
  );
  repetition.end(node);
  return withDiagnostics.reduce(update, { ...noAttributes, attributes });
}

/** The parts of a binding: one path, or each name of an `inherit`. */
function partsOf(syntax: Syntax, { node, scope }: ScopedExpression): Part[] {
  if (node.type === 'binding') {
    const path = field(node, 'attrpath');
    const value = field(node, 'expression');
    const attributes = path ? children(path) : [];
    const names = attributes.map((attribute) => attributeName(syntax, attribute));
    const computed = attributes.filter((_, index) => names[index] === undefined);
    return [{ at: node, names, scope, computed, ...(value && { value: { node: value, scope } }) }];
  }
  const source = field(node, 'expression');
  const list = field(node, 'attrs');
  return (list ? children(list) : []).map((at) => {
    const from = source && { node: source, scope };
    return { at, names: [attributeName(syntax, at)], scope, computed: [], ...(from && { from }) };
  });
}

function computedName(reader: OverlayReader, { at, computed, scope }: Part): SetAttributes {
  const names = {
    ...noAttributes,
    diagnostics: [opaqueDiagnostic(reader.syntax, at, 'a computed name')],
  };
  const uses = computed.slice(0, 1).map((node) => usesOfValue(reader, { node, scope }));
  return decidedBy(names, uses);
}

function notUtf8(syntax: Syntax, at: Node): SetAttributes {
  return { ...noAttributes, diagnostics: [{ kind: 'not-utf8', position: syntax.positionOf(at) }] };
}

function attributeOf(reader: OverlayReader, name: string, parts: readonly Part[]): RootedAttribute {
  const { syntax } = reader;
  const collector = new ReferenceCollector(syntax, [roots.final]);
  const head: RootedUses['head'][] = [];
  for (const part of parts) {
    const { at, names, scope, value, from, computed } = part;
    for (const node of computed) collector.walk(node, scope);
    if (value) collector.walk(value.node, scope);
    else if (from) collector.inherited(from.node, name, at, scope);
    else collector.inheritedName(name, at, scope);
    if (names.length === 1) head.push(forcedBy(reader, inheritance(name, part)));
  }
  const members = reader.membersOf?.(name, parts);
  return {
    position: syntax.positionOf(parts[0]!.at),
    isConditional: false,
    uses: { ...collector.expression, head: head.flat() },
    ...(members && { members }),
  };
}

/** The value of a part. In a recursive set, `inherit name;` takes the name from the outer scope. */
function inheritance(name: string, { value, from, at, scope }: Part): ScopedExpression | Inherited {
  if (value) return value;
  if (from) return { source: from, name, at, scope };
  const own = scope.names.get(name);
  return { source: undefined, name, at, scope: own?.kind === 'outer' ? own.scope : scope };
}
