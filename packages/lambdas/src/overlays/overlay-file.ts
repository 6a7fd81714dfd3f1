import { decode } from '../syntax/decode';
import { kindOf } from '../syntax/expression-kind';
import { parseDiagnostics } from '../diagnostics/diagnostics';
import {
  PartialEvaluator,
  maxRepetitions,
  type ScopedExpression,
} from '../scopes/partial-evaluator';
import { lambdaOf } from '../heads/formals';
import type {
  OverlayAttribute,
  OverlayFile,
  OverlayDiagnostic,
  OverlayMembers,
} from '../model/overlay';
import { membersOf } from './overlay-members';
import {
  opaque,
  type RootedAttribute,
  type RootedMembers,
  type SetAttributes,
} from './overlay-names';
import { partsOf, type ReadPart } from './overlay-parts';
import type { OverlayReader } from './overlay-reader';
import { roots } from '../scopes/overlay-roots';
import { readOverlay } from './overlay-sets';
import { headOf, referencesOf, usesOf } from './overlay-uses';
import type { NixParser } from '../syntax/parser';
import { comparePositions } from '../syntax/position';
import type { Formal, Reference } from '../model/reading';
import { Repetition } from '../syntax/repetition';
import { rootExpression } from '../syntax/root';
import { globalScope, scopeOfCall } from '../scopes/scope';
import { field, withSyntax, type Syntax } from '../syntax/syntax';

const nothing = { hasHead: false, sets: [], names: { final: [], previous: [] } } as const;

/** How an overlay file is called. */
export interface OverlayFileOptions {
  /**
   * How many arguments another file passes to it, before `final` and `prev`, whatever it asks for.
   * Absent for an entry, which gets `lib` if it has a head.
   */
  readonly applied?: number | undefined;
}

/**
 * Reads an overlay file: `final: prev: { … }` with any parameter names, optionally after
 * `{ lib, ... }:`, or a composition of overlays (`lib.composeManyExtensions [ … ]`), also of other
 * files. If Nix would reject the file, the result has only diagnostics; if some names are computed,
 * it has the others.
 */
export function readOverlayFile(
  parser: NixParser,
  bytes: Uint8Array,
  { applied }: OverlayFileOptions = {},
): OverlayFile {
  return withSyntax(
    parser,
    decode(bytes),
    (syntax) => {
      const diagnostics = parseDiagnostics(syntax);
      return diagnostics.length > 0 ? { ...nothing, diagnostics } : readFile(syntax, applied);
    },
    (diagnostic) => ({ ...nothing, diagnostics: [diagnostic] }),
  );
}

function readFile(syntax: Syntax, applied: number | undefined): OverlayFile {
  const root = rootExpression(syntax.root);
  if (!root) return { ...nothing, diagnostics: [] };
  const reader = newReader(syntax);
  const start = { node: root, scope: globalScope };
  const head = applied === undefined ? readHead(reader, start) : calledHead(reader, start, applied);
  const form = formDiagnostic(reader, head);
  if (form) return { ...nothing, hasHead: head.hasHead, diagnostics: [...head.diagnostics, form] };
  const parts = partsOf(reader, head.overlay);
  if (parts) return ofParts(parts, head);
  const given = {
    final: { set: [roots.final] },
    previous: { set: [roots.previous] },
    isBelow: true,
  };
  const names = readOverlay(reader, head.overlay, given) ?? opaque(syntax, head.overlay);
  return {
    hasHead: head.hasHead,
    ...setsOf(names),
    diagnostics: inTextOrder([...head.diagnostics, ...once(names.diagnostics)]),
  };
}

function setsOf(names: SetAttributes): Pick<OverlayFile, 'sets' | 'names'> {
  return {
    sets: inTextOrder([...names.attributes].map(([name, found]) => attributeOf(name, found))),
    names: decidedBy(names),
  };
}

function ofParts(parts: readonly ReadPart[], { hasHead, diagnostics }: OverlayHead): OverlayFile {
  const own = parts.flatMap((part) => part.own?.diagnostics ?? []);
  return {
    ...nothing,
    hasHead,
    diagnostics: inTextOrder([...diagnostics, ...once(own)]),
    parts: parts.map(({ isBeside, delegate, own }) => ({
      isBeside,
      ...(delegate && { delegate }),
      ...(own && { own: setsOf(own) }),
    })),
  };
}

function newReader(syntax: Syntax): OverlayReader {
  const reader: OverlayReader = {
    syntax,
    evaluator: new PartialEvaluator(syntax),
    repetition: new Repetition(),
    budget: { left: maxRepetitions(syntax), depth: 0, compositions: 0, seen: new Set() },
    membersOf: (name, parts) => membersOf(reader, name, parts),
  };
  return reader;
}

interface OverlayHead {
  readonly hasHead: boolean;
  readonly overlay: ScopedExpression;
  readonly diagnostics: readonly OverlayDiagnostic[];
}

/** Reads `{ lib, ... }:`, which an overlay that needs nothing may omit. */
function readHead({ syntax, evaluator }: OverlayReader, root: ScopedExpression): OverlayHead {
  const { node, scope } = evaluator.evaluate(root);
  const body = field(node, 'body');
  if (node.type !== 'function_expression' || !field(node, 'formals') || !body) {
    return { hasHead: false, overlay: { node, scope }, diagnostics: [] };
  }
  const inside = scopeOfCall(syntax, node, scope, { set: [roots.head] });
  return {
    hasHead: true,
    overlay: evaluator.evaluate({ node: body, scope: inside }),
    diagnostics: unmetFormals(lambdaOf(syntax, node).formals),
  };
}

/** Passes over the parameters for which the caller of the file has arguments. */
function calledHead(
  { syntax, evaluator }: OverlayReader,
  root: ScopedExpression,
  applied: number,
): OverlayHead {
  let overlay = evaluator.evaluate(root);
  for (let left = applied; left > 0; left--) {
    const body = field(overlay.node, 'body');
    if (overlay.node.type !== 'function_expression' || !body) break;
    const scope = scopeOfCall(syntax, overlay.node, overlay.scope, { set: [roots.head] });
    overlay = evaluator.evaluate({ node: body, scope });
  }
  return { hasHead: applied > 0, overlay, diagnostics: [] };
}

function unmetFormals(formals: readonly Formal[]): OverlayDiagnostic[] {
  return formals
    .filter(({ name, hasDefault }) => name !== 'lib' && !hasDefault)
    .map(({ name, position }) => ({
      ...{ kind: 'bad-overlay', position },
      reason: `an overlay file gets \`lib\` and nothing else, and this asks for \`${name}\``,
    }));
}

/** How many parameters are counted: `let again = x: again; in again` has no last one. */
const MOST_PARAMETERS = 20;

/**
 * The diagnostic for an expression that is not a function of two parameters. Undefined for a call
 * or a name: it may return such a function, so it is opaque instead.
 */
function formDiagnostic(
  { syntax, evaluator }: OverlayReader,
  { overlay }: OverlayHead,
): OverlayDiagnostic | undefined {
  let parameters = 0;
  let { node } = overlay;
  let { scope } = overlay;
  for (let body = field(node, 'body'); node.type === 'function_expression' && body; parameters++) {
    if (parameters === MOST_PARAMETERS) break;
    const inside = scopeOfCall(syntax, node, scope, { set: [] });
    ({ node, scope } = evaluator.evaluate({ node: body, scope: inside }, 'unforced'));
    body = field(node, 'body');
  }
  const form = 'an overlay is `final: prev: { … }`, perhaps behind `{ lib, ... }:`';
  const position = syntax.positionOf(overlay.node);
  if (parameters === 0) {
    const mayBeOne = [
      'apply_expression',
      'select_expression',
      'variable_expression',
      'if_expression',
    ];
    if (mayBeOne.includes(overlay.node.type)) return undefined;
    return {
      kind: 'bad-overlay',
      position,
      reason: `${form}; this is ${kindOf(syntax, overlay.node)}`,
    };
  }
  if (parameters === 2) return undefined;
  const count =
    parameters === MOST_PARAMETERS
      ? `${parameters} parameters or more`
      : `${parameters} parameter${parameters > 1 ? 's' : ''}`;
  const reason = `${form}; this is a function of ${count}`;
  return { kind: 'bad-overlay', position, reason };
}

function attributeOf(name: string, found: RootedAttribute): OverlayAttribute {
  const { members } = found;
  return { name, ...valueOf(found), ...(members && { members: withMembers(members) }) };
}

function withMembers({ isExtension, members }: RootedMembers): OverlayMembers {
  return {
    isExtension,
    members: inTextOrder(members.map((found) => ({ path: found.path, ...valueOf(found) }))),
  };
}

function valueOf({
  position,
  isConditional,
  uses,
}: RootedAttribute): Omit<OverlayAttribute, 'name' | 'members'> {
  return { position, isConditional, ...usesOf(uses), head: headOf(uses.head) };
}

/**
 * NOTE: a reference that is certain in one place is certain, even if another place is uncertain.
 */
function decidedBy({ deciders }: SetAttributes): OverlayFile['names'] {
  const certain = deciders.flatMap(({ uses, isCertain }) => (isCertain ? uses.head : []));
  const possible = deciders.flatMap(({ uses }) => uses.references);
  const behind = deciders.flatMap(({ uses, isCertain }) => (isCertain ? [] : uses.head));
  const uncertain = [...possible, ...behind].map(({ path, position }): Reference => ({
    path,
    position,
    isUncertain: true,
  }));
  return referencesOf([...certain.map(({ path, position }) => ({ path, position })), ...uncertain]);
}

/** Removes duplicates: if two names stand for the same set, the set may be read twice. */
function once(diagnostics: readonly OverlayDiagnostic[]): OverlayDiagnostic[] {
  return [
    ...new Map(diagnostics.map((diagnostic) => [JSON.stringify(diagnostic), diagnostic])).values(),
  ];
}

function inTextOrder<T extends { readonly position: OverlayDiagnostic['position'] }>(
  all: readonly T[],
): T[] {
  return [...all].sort((a, b) => comparePositions(a.position, b.position));
}
