import { ARGUMENT } from '@nx-nix/lambdas';
import { comparePaths, pathText, type AttributePath } from '../names/attribute-path';
import { PACKAGE_SETS } from '../names/package-sets';
import type { BaseSet } from '../base/base-facts';
import type { OverlaySetting } from '../locate/layers/layer';
import type { ReadReference, Resolution } from '../locate/resolution';
import { Places } from '../locate/places';
import { handedOn } from '../resolve/further-edges';
import { lookUp, scopesOf, scopesOfReference } from '../resolve/lookup';
import {
  deepestNode,
  nodeAt,
  packagesBelow,
  packageTree,
  type TreeNode,
} from '../resolve/package-tree';
import type { RegistryConfig } from '../resolve/registry-config';
import { listHash } from './asked-of-base';

/** A name of the base, and the paths below it that packages of repos use. */
export interface AskedLeads {
  readonly path: AttributePath;
  /** Sorted; every beginning of a path is one, too, and so is `[]`. */
  readonly ways: readonly AttributePath[];
  /** Hash of what is asked. */
  readonly asked: string;
}

/**
 * The paths that go on behind a name of the base: `pkgs` and `pkgs.idna` of `python3`. Nix has to
 * say where they lead.
 *
 * @param sets the sets in which repos have packages: those that a path may lead to
 */
export function askedLeads(
  resolutions: readonly Resolution[],
  config: RegistryConfig,
  sets: readonly Pick<BaseSet, 'path' | 'kind'>[],
): readonly AskedLeads[] {
  const { base, ambient } = config;
  const { root } = packageTree(resolutions, new Places(() => undefined), base);
  const paths = new Map<string, AttributePath>();
  const add = (scopes: readonly TreeNode[], reference: ReadReference): void => {
    const { path } = reference;
    const [name] = path;
    if (name === undefined || ambient.has(name) || isUnread(reference)) return;
    const found = lookUp(scopes, base, name);
    if (!found) return;
    const whole = [...found.scope, ...path];
    const at = found.node && deepestNode(root, whole);
    const handed = at ? handedOn(root, base, at, whole.slice(at.path.length)) : [];
    for (const one of [whole, base.inItsSet(whole), ...handed]) paths.set(JSON.stringify(one), one);
  };
  for (const { read } of packagesBelow(root)) {
    const scopes = scopesOf(root, read.path);
    for (const { name, selects } of read.formals) {
      for (const { path, isOptional } of selects?.members ?? []) {
        // `pkgs.python3.pkgs` is a path of top level.
        if (PACKAGE_SETS.has(name)) add([root], { path, isOptional });
        else add(scopes, { path: [name, ...path], isOptional });
      }
    }
    for (const reference of read.references) {
      // The set whose `callPackage` calls a file may lie behind a package, too.
      if (reference.from) add([root], { path: reference.from, isOptional: true });
      add(scopesOfReference(root, base, reference, scopes), reference);
    }
  }
  const ofLayers = settingsOf(resolutions).flatMap(({ final, previous }) => [
    ...final,
    ...previous,
  ]);
  for (const reference of ofLayers) {
    if (reference.from) add([root], { path: reference.from, isOptional: true });
    add(scopesOfReference(root, base, reference, [root]), reference);
  }
  return byName([...paths.values()], root, config, sets);
}

/**
 * Whether it is only known that something is passed to a function. Nix is not asked about that, as
 * a function that wants no function ends its process.
 */
function isUnread({ path, isOptional }: ReadReference): boolean {
  return isOptional && path.at(-1) === ARGUMENT;
}

function settingsOf(resolutions: readonly Resolution[]): readonly OverlaySetting[] {
  return resolutions
    .flatMap(({ layers = [] }) => layers)
    .flatMap((entry) => (entry.layer === 'overrides' ? entry.sets : []))
    .flatMap((setting) => [setting, ...(setting.members ?? [])]);
}

/** Divides each path into the name that the base is known to have, and the way from there. */
function byName(
  paths: readonly AttributePath[],
  root: TreeNode,
  { base }: RegistryConfig,
  sets: readonly Pick<BaseSet, 'path' | 'kind'>[],
): readonly AskedLeads[] {
  const ways = new Map<string, { path: AttributePath; ways: Map<string, AttributePath> }>();
  for (const path of paths) {
    let depth = path.length;
    while (depth > 0 && !base.has(path.slice(0, depth))) depth--;
    const name = path.slice(0, depth);
    // A set of the repos is known by itself.
    if (depth === 0 || depth === path.length || nodeAt(root, name)?.members.size) continue;
    const key = pathText(name);
    const known = ways.get(key) ?? { path: name, ways: new Map<string, AttributePath>() };
    ways.set(key, known);
    for (let end = depth; end <= path.length; end++) {
      known.ways.set(JSON.stringify(path.slice(depth, end)), path.slice(depth, end));
    }
  }
  const among = sets.map(({ path, kind }) => [path, kind]);
  return [...ways.values()]
    .map(({ path, ways: own }) => {
      const sorted = [...own.values()].sort(comparePaths);
      return { path, ways: sorted, asked: listHash([among, sorted]) };
    })
    .sort((a, b) => comparePaths(a.path, b.path));
}
