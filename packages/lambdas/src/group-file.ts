import { decode } from './decode';
import { kindOf } from './expression-kind';
import { parseFlaws } from './flaws';
import { lambdaOf } from './formals';
import { innermostPlaced, readMembers, type Placed } from './group-members';
import type { NixParser } from './parser';
import type { Flaw, GroupFile } from './reading';
import { rootExpression } from './root';
import { globalScope, scopeOfFunction } from './scope';
import { field, withSyntax, type Syntax } from './syntax';

const nothing = { formals: [], sets: 0, members: [] };

/**
 * Reads a group file: a function to a set of packages, perhaps curried over the package sets that
 * its members come from. A file that Nix would refuse gives its flaws and no members.
 */
export function readGroupFile(parser: NixParser, bytes: Uint8Array): GroupFile {
  const decoded = decode(bytes);
  if ('badByte' in decoded) {
    return { ...nothing, flaws: [{ kind: 'not-utf8', position: decoded.badByte }] };
  }
  return withSyntax(parser, decoded.text, (syntax) => {
    const flaws = parseFlaws(syntax);
    return flaws.length > 0 ? { ...nothing, flaws } : readGroup(syntax);
  });
}

function readGroup(syntax: Syntax): GroupFile {
  const root = rootExpression(syntax.root);
  if (!root) return { ...nothing, flaws: [] };
  const outermost = innermostPlaced(syntax, { node: root, scope: globalScope });
  if (outermost.node.type !== 'function_expression') {
    return { ...nothing, flaws: [flaw(syntax, 'not-a-lambda', outermost)] };
  }
  const { formals } = lambdaOf(syntax, outermost.node);
  const { sets, body } = belowSets(syntax, bodyOf(syntax, outermost, 'local'));
  const { members, opaque } = readMembers(syntax, body);
  return { formals, sets, members, flaws: [...opaque] };
}

/** `final: prev: …`: each single parameter is a package set. */
function belowSets(syntax: Syntax, start: Placed): { sets: number; body: Placed } {
  let body = start;
  let sets = 0;
  while (body.node.type === 'function_expression' && !field(body.node, 'formals')) {
    body = bodyOf(syntax, body, 'set');
    sets++;
  }
  return { sets, body };
}

function bodyOf(syntax: Syntax, { node, scope }: Placed, parameter: 'set' | 'local'): Placed {
  const inner = scopeOfFunction(syntax, node, scope, parameter);
  return innermostPlaced(syntax, { node: field(node, 'body') ?? node, scope: inner });
}

function flaw(syntax: Syntax, kind: 'not-a-lambda', { node }: Placed): Flaw {
  return { kind, position: syntax.positionOf(node), found: kindOf(syntax, node) };
}
