/** Whether an address is a path that stays in the repo, as it is written; links are not followed. */
export function isPathInRepo(url: string): boolean {
  if (!url.startsWith('.')) return false;
  let depth = 0;
  for (const part of url.split('/')) {
    if (part === '..') depth--;
    else if (part !== '' && part !== '.') depth++;
    if (depth < 0) return false;
  }
  return true;
}
