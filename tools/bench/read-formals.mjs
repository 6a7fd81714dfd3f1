/**
 * One round of `formals.mjs`: finds and reads the packages of a tree, as the plugin does.
 *
 *   node tools/bench/read-formals.mjs TREE CACHE head|body [OUTPUT]
 *
 * OUTPUT gets name → formal → has-default, in the form of `builtins.functionArgs`.
 */
import { writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { loadParser } from '@nx-nix/lambdas';
import { locatePackages, ReadingCache } from '@nx-nix/resolver';

const [tree = '', cacheFile = '', depth = 'head', output] = process.argv.slice(2);
const cache = new ReadingCache(cacheFile, 'bench');
const { packages, problems } = locatePackages(
  dirname(tree),
  {
    name: 'bench',
    root: basename(tree),
    kind: 'sig',
    config: { layout: [{ name: 'pkgs-by-name' }] },
  },
  await loadParser(),
  cache,
  { depth: depth === 'body' ? 'body' : 'head' },
);
cache.save();
if (output) writeFileSync(output, JSON.stringify(Object.fromEntries(packages.map(functionArgs))));
const formals = packages.reduce((sum, pkg) => sum + pkg.formals.length, 0);
console.log(
  JSON.stringify({
    ...{ packages: packages.length, formals, problems: problems.length, ...cache.counts },
    rss: process.resourceUsage().maxRSS,
  }),
);

/** @param {(typeof packages)[number]} pkg @returns {[string, Record<string, boolean>]} */
function functionArgs({ path, formals }) {
  return [
    path.join('.'),
    Object.fromEntries(formals.map(({ name, hasDefault }) => [name, hasDefault])),
  ];
}
