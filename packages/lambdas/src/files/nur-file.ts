import type { Node } from 'web-tree-sitter';
import { decode } from '../syntax/decode';
import { kindOf } from '../syntax/expression-kind';
import { parseDiagnostics } from '../diagnostics/diagnostics';
import { PartialEvaluator } from '../scopes/partial-evaluator';
import { lambdaOf } from '../heads/formals';
import { isSetLiteral, readMembers } from './group-members';
import type { NixParser } from '../syntax/parser';
import type { GroupFile } from '../model/reading';
import { Repetition } from '../syntax/repetition';
import { rootExpression } from '../syntax/root';
import { globalScope, type Binding, type Scope } from '../scopes/scope';
import { children, field, withSyntax, type Syntax } from '../syntax/syntax';

/**
 * Names that NUR reserves for other things than packages (https://github.com/nix-community/NUR),
 * and the earlier names for modules of Home Manager.
 */
const reserved: ReadonlySet<string> = new Set([
  ...['lib', 'overlays', 'modules'],
  ...['nixosModules', 'homeModules', 'darwinModules', 'flakeModules'],
  ...['hmModules', 'homeManagerModules'],
]);

/**
 * The arguments that `repos/lib` always passes to a NUR file, even where its formal has a default.
 */
const given: ReadonlySet<string> = new Set(['lib', 'system']);

/**
 * Reads NUR's `default.nix`, `{ pkgs ? import <nixpkgs> { } }: { … }`. The whole file is applied to
 * the package set, so all members are expressions and none is called. A file that Nix would reject,
 * or of another form, gives diagnostics and no members.
 */
export function readNurFile(parser: NixParser, bytes: Uint8Array): GroupFile {
  return withSyntax(
    parser,
    decode(bytes),
    (syntax) => {
      const diagnostics = parseDiagnostics(syntax);
      return diagnostics.length > 0
        ? { formals: [], sets: 1, members: [], diagnostics }
        : readNur(syntax);
    },
    (diagnostic) => ({ formals: [], sets: 1, members: [], diagnostics: [diagnostic] }),
  );
}

function readNur(syntax: Syntax): GroupFile {
  const evaluator = new PartialEvaluator(syntax);
  const nothing: GroupFile = { formals: [], sets: 1, members: [], diagnostics: [] };
  const root = rootExpression(syntax.root);
  if (!root) return nothing;
  const { node, scope } = evaluator.evaluate({ node: root, scope: globalScope });
  const inner = node.type === 'function_expression' ? field(node, 'body') : undefined;
  const { formals } = lambdaOf(syntax, node);
  const isOfSet = formals.some(({ name, hasDefault }) => name === 'pkgs' || !hasDefault);
  if (!inner || !isOfSet) {
    const position = syntax.positionOf(node);
    const found = inner ? 'a function that never gets the package set' : kindOf(syntax, node);
    const reason = `NUR's \`default.nix\` is \`{ pkgs }:\` and an attribute set; this is ${found}`;
    return { ...nothing, diagnostics: [{ kind: 'bad-group', position, reason }] };
  }
  const body = evaluator.evaluate({ node: inner, scope: scopeOfHead(syntax, node, scope) });
  if (!isSetLiteral(syntax, body.node)) {
    const position = syntax.positionOf(body.node);
    const found = kindOf(syntax, body.node);
    return { ...nothing, formals, diagnostics: [{ kind: 'opaque-group', position, found }] };
  }
  const repetition = new Repetition();
  const group = { syntax, evaluator, form: 'applied', reserved, repetition } as const;
  const { members, diagnostics } = readMembers(group, body);
  return { ...nothing, formals, members, diagnostics };
}

/**
 * The scope of the body. A formal with a default stands for that default, because nothing else is
 * passed for it; every other formal stands for the attribute of the package set with its name.
 */
function scopeOfHead(syntax: Syntax, fn: Node, outer: Scope): Scope {
  const names = new Map<string, Binding>();
  const scope: Scope = { outer, names };
  const formals = field(fn, 'formals');
  for (const formal of formals ? children(formals) : []) {
    const name = field(formal, 'name');
    if (!name) continue;
    const text = syntax.textOf(name);
    names.set(text, bindingOf(text, field(formal, 'default'), scope));
  }
  const universal = field(fn, 'universal');
  if (universal) names.set(syntax.textOf(universal), { kind: 'local' });
  return scope;
}

function bindingOf(name: string, value: Node | undefined, scope: Scope): Binding {
  if (name === 'pkgs') return { kind: 'set' };
  if (given.has(name)) return { kind: 'local' };
  return value ? { kind: 'definition', value, scope } : { kind: 'set', path: [name] };
}
