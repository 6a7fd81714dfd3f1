/**
 * Cheap looks at text that spare dear looks at the tree: each may cry wolf, none may miss what
 * stands in plain sight (a comment inside of an attribute path can hide one).
 */

const component = String.raw`(?:[\w'-]+|"[^"\n]*"|\$\{[^}\n]*\})`;
const bound = new RegExp(
  String.raw`(?<![\w'-])(${component}(?:\s*\.\s*${component})*)\s*=(?!=)|\binherit\b([^;]*);`,
  'g',
);
/** `${x} = …`, however its inside may look. */
const endsInInterpolation = /\}"?\s*=(?!=)/;
const words = /[\w'-]+/g;
/** With what is in quotes as one name, whatever it holds. */
const names = /"[^"\n]*"|[\w'-]+/g;

/** May this text, of an attribute set or a let, bind a name twice, or a computed one in a wrong place? */
export function mayBindTwice(text: string): boolean {
  if (endsInInterpolation.test(text)) return true;
  const leaves = new Set<string>();
  const prefixes = new Set<string>();
  const take = (name: string): boolean => {
    const isTaken = leaves.has(name) || prefixes.has(name);
    leaves.add(name);
    return isTaken;
  };
  for (const [, path, inherited] of text.matchAll(bound)) {
    const bindings = path ?? inherited ?? '';
    if (bindings.includes('${')) return true;
    const named = (bindings.match(names) ?? []).map((name) => name.replaceAll('"', ''));
    const own = path === undefined ? named : named.slice(-1);
    for (const prefix of path === undefined ? [] : named.slice(0, -1)) {
      if (leaves.has(prefix)) return true;
      prefixes.add(prefix);
    }
    if (own.some(take)) return true;
  }
  return false;
}

/** May a lambda of this file have a formal twice? One lambda is looked at; more are suspect. */
export function mayRepeatFormals(text: string): boolean {
  const heads = [...text.matchAll(/\}\s*[:@]/g)];
  const first = heads[0];
  if (!first) return false;
  const isLone = heads.length === 1 && !first[0].endsWith('@') && !/@\s*\{/.test(text);
  return !isLone || repeatsWord(text.slice(text.indexOf('{'), first.index));
}

/** Does any word occur twice in this text of formals? */
export function repeatsWord(text: string): boolean {
  const found = text.match(words) ?? [];
  return new Set(found).size < found.length;
}
