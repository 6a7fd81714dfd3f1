import type { Placed } from './following';
import type { FoundMembers, Names } from './overlay-names';
import { usesOfValue, type OverlayReader, type Part } from './overlay-reader';
import { roots } from './overlay-roots';
import { readOverlay, readSet } from './overlay-sets';
import { certainPath, setPaths, staticPrefix } from './set-path';
import { callOf, children, field, operatorOf, type Syntax } from './syntax';

/**
 * What is set inside of an attribute, where that is written out: `x.a = …;`, `x = { a = …; }`,
 * `prev.x // { … }`, `prev.x.overrideScope (self: super: { … })`, `.extend`, and all Pythons'
 * `pythonPackagesExtensions`. Undefined for all else.
 */
export function membersOf(
  whole: OverlayReader,
  name: string,
  parts: readonly Part[],
): FoundMembers | undefined {
  const reader: OverlayReader = { ...whole, membersOf: undefined };
  const [part, ...others] = parts;
  if (!part) return undefined;
  if (part.names.length > 1 || others.length > 0) return ofPaths(reader, parts);
  if (!part.value) return undefined;
  if (name === 'pythonPackagesExtensions') return ofExtensions(reader, part.value);
  return ofValue(reader, part.value, [name]);
}

/** `x.a = …; x.b.c = …;` */
function ofPaths(reader: OverlayReader, parts: readonly Part[]): FoundMembers | undefined {
  const members = parts.map(({ at, names, value }) => {
    const path = names.filter((name) => name !== undefined);
    if (path.length !== names.length || path.length < 2 || !value) return undefined;
    const position = reader.syntax.positionOf(at);
    return { path, position, isConditional: false, uses: usesOfValue(reader, value) };
  });
  const known = members.filter((member) => member !== undefined);
  return known.length === members.length ? { isExtension: false, members: known } : undefined;
}

function ofValue(
  reader: OverlayReader,
  value: Placed,
  path: readonly string[],
): FoundMembers | undefined {
  const { syntax, following } = reader;
  const { node, scope } = following.standsFor(value, 'unforced');
  const extension = extensionOf(syntax, { node, scope });
  if (extension) {
    const { from, overlay } = extension;
    const below = 'set' in from ? undefined : ofValue(reader, from, path);
    const given = { final: { set: [roots.final, ...path] }, previous: from, isBelow: true };
    const names = readOverlay(reader, overlay, given);
    const isKnown = 'set' in from || below !== undefined;
    return isKnown && names ? joined(below, withPath(names, path, true)) : undefined;
  }
  if (node.type === 'attrset_expression' || node.type === 'rec_attrset_expression') {
    return withPath(readSet(reader, { node, scope }), path, false);
  }
  const [left, right] = [field(node, 'left'), field(node, 'right')];
  if (operatorOf(syntax, node) !== '//' || !left || !right) return undefined;
  const from = certainPath(syntax, left, scope);
  return from && withPath(readSet(reader, { node: right, scope }), path, true);
}

interface Extension {
  readonly from: Placed | { readonly set: readonly string[] };
  readonly overlay: Placed;
}

/** `prev.x.overrideScope f`; `overrideScope'` is what it was called before. */
function extensionOf(syntax: Syntax, { node, scope }: Placed): Extension | undefined {
  const { head, args } = callOf(node);
  const base = field(head, 'expression');
  const selected = field(head, 'attrpath');
  const names = selected ? staticPrefix(syntax, selected) : [];
  const [overlay, ...others] = args;
  if (!base || !overlay || others.length > 0 || !extensions.has(names.at(-1) ?? ''))
    return undefined;
  const path = certainPath(syntax, head, scope);
  const from = path ? { set: path.slice(0, -1) } : { node: base, scope };
  if (!path && names.length > 1) return undefined;
  return { from, overlay: { node: overlay, scope } };
}

const extensions: ReadonlySet<string> = new Set(['overrideScope', "overrideScope'", 'extend']);

/** `prev.pythonPackagesExtensions ++ [ (self: super: { … }) ]`: members of every Python's packages. */
function ofExtensions(reader: OverlayReader, value: Placed): FoundMembers | undefined {
  const { syntax, following } = reader;
  const path = ['python3Packages'];
  const pending = [value];
  let all: FoundMembers | undefined;
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { node, scope } = following.standsFor(next, 'unforced');
    const [left, right] = [field(node, 'left'), field(node, 'right')];
    if (operatorOf(syntax, node) === '++' && left && right) {
      pending.push({ node: right, scope }, { node: left, scope });
    } else if (node.type === 'list_expression') {
      for (const overlay of children(node)) {
        const final = { set: [roots.final, ...path] };
        const previous = { set: [roots.previous, ...path] };
        const given = { final, previous, isBelow: true };
        const names = readOverlay(reader, { node: overlay, scope }, given);
        const members = names && withPath(names, path, true);
        if (!members) return undefined;
        all = joined(all, members);
      }
    } else if (!leadsTo(setPaths(syntax, node, scope), 'pythonPackagesExtensions'))
      return undefined;
  }
  return all;
}

/** `prev.pythonPackagesExtensions or [ ]` too. */
function leadsTo(paths: readonly (readonly string[])[], name: string): boolean {
  return paths.length === 1 && paths[0]?.at(-1) === name;
}

/** None where not all of them are known. */
function withPath(
  { attributes, flaws }: Names,
  path: readonly string[],
  isExtension: boolean,
): FoundMembers | undefined {
  if (flaws.length > 0) return undefined;
  const members = [...attributes].map(([name, found]) => ({ ...found, path: [...path, name] }));
  return { isExtension, members };
}

function joined(
  below: FoundMembers | undefined,
  above: FoundMembers | undefined,
): FoundMembers | undefined {
  return below && above ? { ...below, members: [...below.members, ...above.members] } : above;
}
