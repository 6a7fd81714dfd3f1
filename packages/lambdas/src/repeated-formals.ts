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
  const found = text.match(/[\w'-]+/g) ?? [];
  return new Set(found).size < found.length;
}
