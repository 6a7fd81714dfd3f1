import type { Node } from 'web-tree-sitter';
import { decode } from '../syntax/decode';
import { kindOf } from '../syntax/expression-kind';
import { parseDiagnostics } from '../diagnostics/diagnostics';
import { PartialEvaluator, type ScopedExpression } from '../scopes/partial-evaluator';
import { lambdaOf } from '../heads/formals';
import { isSetLiteral, readMembers } from './group-members';
import type { NixParser } from '../syntax/parser';
import type { Diagnostic, Formal, GroupFile, Position } from '../model/reading';
import { Repetition } from '../syntax/repetition';
import { rootExpression } from '../syntax/root';
import { globalScope, scopeOfFunction } from '../scopes/scope';
import { field, withSyntax, type Syntax } from '../syntax/syntax';

const nothing = { formals: [], sets: 0, members: [] };

/**
 * Reads a group file: a set of packages, or a function that returns one, optionally curried over
 * the package sets. Accepts the same forms as `groupMembers` of `repos/lib`. If Nix would reject
 * the file, the result has diagnostics and no members.
 */
export function readGroupFile(parser: NixParser, bytes: Uint8Array): GroupFile {
  return withSyntax(
    parser,
    decode(bytes),
    (syntax) => {
      const diagnostics = parseDiagnostics(syntax);
      return diagnostics.length > 0 ? { ...nothing, diagnostics } : readGroup(syntax);
    },
    (diagnostic) => ({ ...nothing, diagnostics: [diagnostic] }),
  );
}

/**
 * NOTE: continues after a diagnostic, so that no other package is reported to use unknown names.
 */
function readGroup(syntax: Syntax): GroupFile {
  const root = rootExpression(syntax.root);
  if (!root) return { ...nothing, diagnostics: [] };
  const evaluator = new PartialEvaluator(syntax);
  const outermost = evaluator.evaluate({ node: root, scope: globalScope });
  const head = readHead(syntax, evaluator, outermost);
  if (!head) return { ...nothing, diagnostics: [neitherFunctionNorSet(syntax, outermost.node)] };

  const { sets, body, diagnostics } = belowSets(syntax, evaluator, head.body);
  const form = sets > 0 ? 'curried' : 'plain';
  const {
    members,
    marks,
    diagnostics: wrong,
  } = readMembers({ syntax, evaluator, form, repetition: new Repetition() }, body);
  return {
    formals: head.formals,
    sets,
    members,
    ...(marks.length > 0 && { marks }),
    diagnostics: [...head.diagnostics, ...diagnostics, ...wrong],
  };
}

interface GroupHead {
  readonly formals: readonly Formal[];
  readonly body: ScopedExpression;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads `{ lib, ... }:`. A group that needs nothing may omit it and be just a set. */
function readHead(
  syntax: Syntax,
  evaluator: PartialEvaluator,
  outermost: ScopedExpression,
): GroupHead | undefined {
  const { node } = outermost;
  if (isSetLiteral(syntax, node)) return { formals: [], body: outermost, diagnostics: [] };
  if (node.type !== 'function_expression') return undefined;
  if (!field(node, 'formals')) {
    const reason = 'a group begins with `{ lib, ... }:`, before the package set';
    return {
      formals: [],
      body: outermost,
      diagnostics: [badGroup(syntax.positionOf(node), reason)],
    };
  }
  const { formals } = lambdaOf(syntax, node);
  return {
    formals,
    body: bodyOf(syntax, evaluator, outermost, 'local'),
    diagnostics: unmetFormals(formals),
  };
}

function unmetFormals(formals: readonly Formal[]): Diagnostic[] {
  return formals
    .filter(({ name, hasDefault }) => name !== 'lib' && !hasDefault)
    .map(({ name, position }) =>
      badGroup(position, `a group gets \`lib\` and nothing else, and this asks for \`${name}\``),
    );
}

const maxSets = 3;

/** How many parameters are looked at: `let again = x: again; in again` has no last one. */
const maxParameters = 20;

/** Reads the parameters `final: prev:`: each parameter without formals is a package set. */
function belowSets(
  syntax: Syntax,
  evaluator: PartialEvaluator,
  start: ScopedExpression,
): {
  readonly sets: number;
  readonly body: ScopedExpression;
  readonly diagnostics: readonly Diagnostic[];
} {
  let body = start;
  let sets = 0;
  let tooMany: Node | undefined;
  for (let left = maxParameters; left > 0; left--) {
    if (body.node.type !== 'function_expression' || field(body.node, 'formals')) break;
    if (sets === maxSets) tooMany ??= body.node;
    else sets++;
    body = bodyOf(syntax, evaluator, body, 'set');
  }
  const reason = 'a group is curried over three package sets at most';
  return { sets, body, diagnostics: tooMany ? [badGroup(syntax.positionOf(tooMany), reason)] : [] };
}

function bodyOf(
  syntax: Syntax,
  evaluator: PartialEvaluator,
  { node, scope }: ScopedExpression,
  parameter: 'set' | 'local',
): ScopedExpression {
  const inner = scopeOfFunction(syntax, node, scope, parameter);
  return evaluator.evaluate({ node: field(node, 'body') ?? node, scope: inner });
}

function neitherFunctionNorSet(syntax: Syntax, node: Node): Diagnostic {
  const found = kindOf(syntax, node);
  const reason = `a group is \`{ lib, ... }:\` and an attribute set, written out; this is ${found}`;
  return badGroup(syntax.positionOf(node), reason);
}

function badGroup(position: Position, reason: string): Diagnostic {
  return { kind: 'bad-group', position, reason };
}
