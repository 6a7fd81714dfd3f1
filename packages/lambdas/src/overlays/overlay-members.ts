import type { ScopedExpression } from '../scopes/partial-evaluator';
import type { RootedMembers, SetAttributes } from './overlay-names';
import { usesOfValue, type OverlayReader, type Part } from './overlay-reader';
import { roots } from '../scopes/overlay-roots';
import { composed, readOverlay, readSet } from './overlay-sets';
import { certainPath, setPaths, staticPrefix } from '../scopes/set-path';
import { callOf, children, field, operatorOf } from '../syntax/syntax';

/**
 * The members that are set inside an attribute: `x.a = …;`, `x = { a = …; }`, `prev.x // { … }`,
 * `prev.x.overrideScope (self: super: { … })`, `.extend`, `.override`, and
 * `pythonPackagesExtensions`, which applies to every Python. Undefined for all else, and where not
 * all members are known.
 */
export function membersOf(
  whole: OverlayReader,
  name: string,
  parts: readonly Part[],
): RootedMembers | undefined {
  const reader: OverlayReader = { ...whole, membersOf: undefined };
  const [part, ...others] = parts;
  if (!part) return undefined;
  if (part.names.length > 1 || others.length > 0) return ofPaths(reader, parts);
  if (!part.value) return undefined;
  if (name === 'pythonPackagesExtensions') return ofExtensions(reader, part.value);
  return ofValue(reader, part.value, [name]);
}

/** Reads `x.a = …; x.b.c = …;`. */
function ofPaths(reader: OverlayReader, parts: readonly Part[]): RootedMembers | undefined {
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
  value: ScopedExpression,
  path: readonly string[],
): RootedMembers | undefined {
  const { syntax, evaluator } = reader;
  const { node, scope } = evaluator.evaluate(value, 'unforced');
  const extension = extensionOf(reader, { node, scope });
  if (extension) {
    const final = { set: [roots.final, ...path] };
    const given = { final, previous: { set: extension.from }, isBelow: true };
    return withPath(composed(reader, extension.overlays, given), path, true);
  }
  const overridden = overriddenOf(reader, { node, scope });
  if (overridden) {
    const { from, overlay, inside } = overridden;
    const at = [...path, ...inside];
    const given = { final: { set: [roots.final, ...at] }, previous: { set: [...from, ...inside] } };
    const names = readOverlay(reader, overlay, { ...given, isBelow: true });
    return names && withPath(names, at, true);
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
  readonly from: readonly string[];
  readonly overlays: readonly ScopedExpression[];
}

/**
 * Reads `prev.x.overrideScope f`, also chained: `(prev.x.extend f).extend g`. `overrideScope'` is
 * an older name of `overrideScope`.
 */
function extensionOf(reader: OverlayReader, start: ScopedExpression): Extension | undefined {
  const { syntax, evaluator } = reader;
  const overlays: ScopedExpression[] = [];
  let here: ScopedExpression | undefined = start;
  for (let chain = 0; here && chain < longestChain; chain++) {
    const { head, args } = callOf(here.node);
    const { scope }: ScopedExpression = here;
    const base = field(head, 'expression');
    const selected = field(head, 'attrpath');
    const names = selected ? staticPrefix(syntax, selected) : [];
    const [overlay, ...others] = args;
    if (!overlay || others.length > 0 || !extensions.has(names.at(-1) ?? '')) return undefined;
    overlays.unshift({ node: overlay, scope });
    const path = certainPath(syntax, head, scope);
    if (path) return { from: path.slice(0, -1), overlays };
    here =
      base && names.length === 1
        ? evaluator.evaluate({ node: base, scope }, 'unforced')
        : undefined;
  }
  return undefined;
}

const extensions: ReadonlySet<string> = new Set(['overrideScope', "overrideScope'", 'extend']);

/** Limits the length of such a chain, because following it may never end. */
const longestChain = 100;

interface Override {
  readonly from: readonly string[];
  readonly overlay: ScopedExpression;
  /** Path of the members inside the overridden package: `['pkgs']` for a Python. */
  readonly inside: readonly string[];
}

/**
 * Reads `prev.python3.override { packageOverrides = f; }` and
 * `prev.haskellPackages.override { overrides = f; }`.
 */
function overriddenOf(
  reader: OverlayReader,
  { node, scope }: ScopedExpression,
): Override | undefined {
  const { head, args } = callOf(node);
  const path = certainPath(reader.syntax, head, scope);
  const [argument, ...others] = args;
  if (!argument || others.length > 0 || path?.at(-1) !== 'override') return undefined;
  const set = reader.evaluator.bodyAfterParameters({ node: argument, scope }, 1, 'unforced').inner;
  const from = path.slice(0, -1);
  const packages = reader.evaluator.member(set, ['packageOverrides']);
  if (packages) return { from, overlay: packages, inside: ['pkgs'] };
  const overlay = reader.evaluator.member(set, ['overrides']);
  return overlay && { from, overlay, inside: [] };
}

/**
 * Reads `prev.pythonPackagesExtensions ++ [ (self: super: { … }) ]`, as members of
 * `python3Packages`.
 */
function ofExtensions(reader: OverlayReader, value: ScopedExpression): RootedMembers | undefined {
  const { syntax, evaluator } = reader;
  const overlays: ScopedExpression[] = [];
  const pending = [value];
  const seen = new Set<number>();
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { node, scope } = evaluator.evaluate(next, 'unforced');
    const [left, right] = [field(node, 'left'), field(node, 'right')];
    if (operatorOf(syntax, node) === '++' && left && right && !seen.has(node.id)) {
      seen.add(node.id);
      pending.push({ node: right, scope }, { node: left, scope });
    } else if (node.type === 'list_expression') {
      for (const overlay of children(node)) overlays.push({ node: overlay, scope });
    } else if (!leadsTo(setPaths(syntax, node, scope), 'pythonPackagesExtensions')) {
      return undefined;
    }
  }
  const path = ['python3Packages'];
  const given = {
    final: { set: [roots.final, ...path] },
    previous: { set: [roots.previous, ...path] },
    isBelow: true,
  };
  return withPath(composed(reader, overlays, given), path, true);
}

/** Whether the only path ends in the name; also true for `prev.pythonPackagesExtensions or [ ]`. */
function leadsTo(paths: readonly (readonly string[])[], name: string): boolean {
  return paths.length === 1 && paths[0]?.at(-1) === name;
}

/** The members below a path; undefined where not all of them are known. */
function withPath(
  { attributes, diagnostics }: SetAttributes,
  path: readonly string[],
  isExtension: boolean,
): RootedMembers | undefined {
  if (diagnostics.length > 0) return undefined;
  const members = [...attributes].map(([name, found]) => ({ ...found, path: [...path, name] }));
  return { isExtension, members };
}
