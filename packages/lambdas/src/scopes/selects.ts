import type { Node } from 'web-tree-sitter';
import { ReferenceCollector } from './references';
import type { Formal, Lambda, Reference, Selects } from '../model/reading';
import { scopeAround, type Binding, type Scope } from './scope';
import { field, type Syntax } from '../syntax/syntax';

/**
 * Adds to a lambda what its body uses: the members of each formal (`python3Packages.requests`,
 * `with pkgs; [ zlib ]`, `inherit (pkgs) zlib`), and the calls of `callPackage`. If the body passes
 * its whole argument on, no members are added.
 *
 * @param fn the function from which the lambda was read
 */
export function withSelects(syntax: Syntax, lambda: Lambda, fn: Node): Lambda {
  const body = field(fn, 'body');
  if (!body) return lambda;
  const text = syntax.textOf(fn);
  const candidates = mayBeSelectedFrom(text, lambda.formals);
  if (candidates.size === 0 && !text.includes('callPackage')) return lambda;

  const collector = new ReferenceCollector(syntax);
  const scope = scopeOfLambda(lambda, candidates, scopeAround(syntax, fn));
  collector.walk(body, scope);
  const defaults = field(fn, 'formals');
  if (defaults) collector.walk(defaults, scope);

  const { references, calls } = collector.expression;
  const isHandedOn = references.some(({ path }) => path.length === 0);
  const formals = lambda.formals.map((formal) => {
    const selects = isHandedOn ? undefined : selectsOf(formal, references);
    return selects ? { ...formal, selects } : formal;
  });
  return { ...lambda, formals, ...(calls.length > 0 && { calls }) };
}

/** NOTE: these are in nearly every file and never package sets; skipping them saves most walks. */
const neverSets = new Set(['lib', 'stdenv', 'stdenvNoCC', 'config']);

/**
 * Formals whose members the text may use: a prefilter, which saves the walk in most files. If it
 * misses a use (`(pkgs).zlib`), the formal counts as used as a whole.
 */
function mayBeSelectedFrom(text: string, formals: readonly Formal[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [, ...found] of text.matchAll(selection)) {
    for (const name of found) if (name !== undefined && !neverSets.has(name)) names.add(name);
  }
  return new Set(formals.map(({ name }) => name).filter((name) => names.has(name)));
}

const name = String.raw`([A-Za-z_][\w'-]*)`;
/** Matches `name.x`, `with name;`, `inherit (name)`, and the alias `= name;`. */
const selection = new RegExp(
  String.raw`(?<![\w'.-])${name}\s*\.\s*[A-Za-z_"$]|\bwith\s+${name}|\(\s*${name}[\s.)]|=\s*${name}\s*;`,
  'g',
);

/**
 * The scope of the body: the argument as a package set, candidates as paths in it, others local.
 */
function scopeOfLambda(
  { formals, universal }: Lambda,
  candidates: ReadonlySet<string>,
  outer: Scope,
): Scope {
  const names = new Map<string, Binding>();
  for (const formal of formals) {
    names.set(
      formal.name,
      candidates.has(formal.name) ? { kind: 'set', path: [formal.name] } : { kind: 'local' },
    );
  }
  if (universal) names.set(universal, { kind: 'set', path: [] });
  return { outer, names };
}

function selectsOf({ name }: Formal, references: readonly Reference[]): Selects | undefined {
  const own = references.filter(({ path }) => path[0] === name);
  const members = own
    .filter(({ path }) => path.length > 1)
    .map((reference) => ({ ...reference, path: reference.path.slice(1) }));
  return members.length > 0 ? { members, isAll: members.length === own.length } : undefined;
}
