import { attributeName, compareNames, pathText, type AttributePath } from '../names/attribute-path';
import type { Argument } from '../resolve/arguments';
import { setText, stringsText, WIDTH, type SetText } from './nix-layout';
import type { WiredPackage } from '../wire/wired';

/** The Nix expressions for the sets around a package in the generated text. */
export interface CallContext {
  /** The variable of each scope, by the scope's path; outermost first. */
  readonly scopeVariables: ReadonlyMap<string, string>;
  /** The set that contains the package, as it was before this overlay. */
  readonly previous: string;
  /** The scope whose `callPackage` is used; absent at top level, and without a base. */
  readonly caller?: string;
  /** The arguments for groups that are curried over package sets. */
  readonly packageSets: string;
  /** Keys of the scopes that repos below this layer have: these are extended, not created. */
  readonly scopesBelow: ReadonlySet<string>;
}

/** The binding of one package: `hello = call repos.core.hello { inherit (args) stdenv; };`. */
export function packageText(pkg: WiredPackage, indent: number, context: CallContext): string {
  const margin = ' '.repeat(indent);
  const name = attributeName(pkg.path[pkg.path.length - 1]!);
  if (pkg.isNur) return `${margin}${name} = nur.${pathText([pkg.repo, ...pkg.path])};`;
  const lambda = `repos.${pathText([pkg.repo, ...pkg.path])}`;
  const applied = pkg.sets > 0 ? `${lambda} ${context.packageSets}` : lambda;
  if (pkg.kind === 'expression') return `${margin}${name} = lib.groupMember ${applied};`;
  const called = pkg.sets > 0 ? `(${applied})` : applied;
  const { caller } = context;
  if (caller) {
    // The scope's `callPackage` passes all arguments but shapes, which are no attributes of it.
    const shapes = argumentsText(
      pkg.arguments.filter(({ members }) => members),
      context,
    );
    const start = `${margin}${name} = ${caller}.callPackage ${called} `;
    return `${start}${setText(shapes, indent, start.length)};`;
  }
  return callText(`${margin}${name} = call ${called} `, pkg.arguments, indent, context);
}

// Why: docs/decisions/base.md#a-formal-with-a-default-that-no-repo-has-goes-into-libexisting
function callText(
  start: string,
  args: readonly Argument[],
  indent: number,
  context: CallContext,
): string {
  const sure = argumentsText(
    args.filter(({ ifPresent }) => !ifPresent),
    context,
  );
  const maybe = args.filter(({ ifPresent }) => ifPresent).map(({ formal }) => formal);
  if (maybe.length === 0) return `${start}${setText(sure, indent, start.length)};`;
  const isAlone = sure.inherits.length === 0 && sure.bindings.length === 0;
  const names = [...maybe].sort(compareNames);
  const existing = 'lib.existing args ';
  if (isAlone) {
    const line = `${start}(${existing}${stringsText(names)});`;
    if (line.length <= WIDTH) return line;
    return `${start}(${existing}${stringsText(names, indent)});`;
  }
  const line = `${start}(${setText(sure, indent, 0)} // ${existing}${stringsText(names)});`;
  if (line.length <= WIDTH && !line.includes('\n')) return line;
  const inner = ' '.repeat(indent + 2);
  const set = `${inner}${setText(sure, indent + 2, indent + 2)}`;
  const oneLine = `${inner}// ${existing}${stringsText(names)}`;
  const list =
    oneLine.length <= WIDTH ? oneLine : `${inner}// ${existing}${stringsText(names, indent + 2)}`;
  return `${start}(\n${set}\n${list}\n${' '.repeat(indent)});`;
}

function argumentsText(args: readonly Argument[], context: CallContext): SetText {
  const inherited = new Map<string, string[]>();
  const bindings: { name: string; value: SetText }[] = [];
  for (const { formal, scope, members } of args) {
    const from = scope.length === 0 ? 'args' : context.scopeVariables.get(pathText(scope))!;
    if (members) {
      bindings.push({
        name: formal,
        value: shapeText(`${from}.${attributeName(formal)}`, members),
      });
    } else {
      inherited.set(from, [...(inherited.get(from) ?? []), formal]);
    }
  }
  return {
    inherits: [...inherited]
      .map(([from, names]) => ({ from, names }))
      .sort((a, b) => compareNames(a.from, b.from)),
    bindings: bindings.sort((a, b) => compareNames(a.name, b.name)),
  };
}

/** A set with only those members that a shape asks for. */
function shapeText(from: string, members: readonly AttributePath[]): SetText {
  const leaves = members.filter((path) => path.length === 1).map((path) => path[0]!);
  const deeper = new Map<string, AttributePath[]>();
  for (const [name, ...rest] of members) {
    if (rest.length > 0) deeper.set(name!, [...(deeper.get(name!) ?? []), rest]);
  }
  return {
    inherits: leaves.length > 0 ? [{ from, names: leaves }] : [],
    bindings: [...deeper]
      .sort(([a], [b]) => compareNames(a, b))
      .map(([name, rest]) => ({ name, value: shapeText(`${from}.${attributeName(name)}`, rest) })),
  };
}
