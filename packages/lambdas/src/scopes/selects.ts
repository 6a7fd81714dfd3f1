import type { Node } from 'web-tree-sitter';
import { ReferenceCollector } from './references';
import type { Formal, Lambda, Reference, Selects } from '../model/reading';
import { scopeAround, type Binding, type Scope } from './scope';
import { children, field, type Syntax } from '../syntax/syntax';

/**
 * Adds to a lambda what its body uses: the members of each formal (`python3Packages.requests`,
 * `with pkgs; [ zlib ]`, `inherit (pkgs) zlib`), and the calls of `callPackage`. If the body passes
 * its whole argument on, the members are not all.
 *
 * @param fn the function from which the lambda was read
 */
export function withSelects(syntax: Syntax, lambda: Lambda, fn: Node): Lambda {
  const body = field(fn, 'body');
  if (!body) return lambda;
  const text = syntax.textOf(fn);
  const candidates = mayBeSelectedFrom(text, lambda.formals);
  const { universal } = lambda;
  // `args.zlib`: the whole argument is a package set, too.
  const usesUniversal = universal !== undefined && text.split(universal).length > 2;
  if (candidates.size === 0 && !usesUniversal && !text.includes('callPackage')) return lambda;

  const collector = new ReferenceCollector(syntax);
  const defaults = field(fn, 'formals');
  const scope = scopeOfLambda(syntax, lambda, defaults, candidates, scopeAround(syntax, fn));
  collector.walk(body, scope);
  if (defaults) collector.walk(defaults, scope);

  const { references, calls } = collector.expression;
  const isHandedOn = references.some(({ path }) => path.length === 0);
  const formals = lambda.formals.map((formal) => {
    const selects = selectsOf(formal, references);
    if (!selects) return formal;
    return { ...formal, selects: isHandedOn ? { ...selects, isAll: false } : selects };
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
/**
 * What may stand between two words. NOTE: there must be one way only to match a text, or the time
 * grows without end. A comment is bounded, as what begins one is also in texts of shells.
 */
const between = String.raw`(?:\s|/\*(?:[^*]|\*(?!/)){0,300}\*/|#[^\n]{0,300}\n)`;

/**
 * Finds `name.x`, `with name;`, `inherit (name)`, the alias `= name;`, a default and branches
 * that are the name, and a call with a function, `name (ps: …)`. It looks ahead and takes nothing: in
 * `(with name;` and `in with name;`, the word before takes `with` for a name.
 */
const selection = new RegExp(
  `(?=${[
    String.raw`(?<![\w'.-])${name}${between}*\.${between}*[A-Za-z_"$]`,
    String.raw`\bwith${between}+${name}`,
    String.raw`\(${between}*${name}(?:${between}|[.)])`,
    String.raw`[=;]${between}*${name}${between}*;`,
    String.raw`(?:\?|\b(?:then|else|or|in))${between}+${name}`,
    String.raw`(?<![\w'.-])${name}${between}*\(${between}*[A-Za-z_][\w'-]*${between}*:`,
  ].join('|')})`,
  'g',
);

/**
 * The scope of the body: the argument as a package set, candidates as paths in it, others local. A
 * default counts beside the path, as callPackage passes only what there is.
 */
function scopeOfLambda(
  syntax: Syntax,
  { universal }: Lambda,
  formals: Node | undefined,
  candidates: ReadonlySet<string>,
  outer: Scope,
): Scope {
  const names = new Map<string, Binding>();
  const scope: Scope = { outer, names };
  for (const formal of formals ? children(formals) : []) {
    const bound = field(formal, 'name');
    if (!bound) continue;
    const text = syntax.textOf(bound);
    const value = field(formal, 'default');
    const fallback = value && { fallback: { value, scope } };
    names.set(text, {
      ...(candidates.has(text) ? { kind: 'set', path: [text] } : { kind: 'local' }),
      ...fallback,
    });
  }
  if (universal) names.set(universal, { kind: 'set', path: [] });
  return scope;
}

function selectsOf({ name }: Formal, references: readonly Reference[]): Selects | undefined {
  const own = references.filter(({ path }) => path[0] === name);
  const members = own
    .filter(({ path }) => path.length > 1)
    .map((reference) => ({ ...reference, path: reference.path.slice(1) }));
  return members.length > 0 ? { members, isAll: members.length === own.length } : undefined;
}
