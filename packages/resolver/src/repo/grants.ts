import { getNodeValue, type Node } from 'jsonc-parser';
import type { Position } from '@nx-nix/lambdas';
import { isTexts, readFields, type FieldRule } from './json-fields';

/** What a registry allows one repo beyond its own packages. */
export interface Grants {
  /** Sets, as dotted paths, that it may make scopes although others have members in them. */
  readonly scopes?: readonly string[];
  /** What its layers may take from outside of it: paths and flake references, as they write it. */
  readonly inputs?: readonly string[];
}

/** The grants of a registry, by the names of repos. */
export type GrantsByRepo = Readonly<Record<string, Grants>>;

const texts = (wanted: string, example: string): FieldRule => ({ wanted, example, fits: isTexts });

const RULES: Readonly<Record<keyof Grants, FieldRule>> = {
  inputs: texts(
    'a list of paths and flake references, as the layers write them',
    '"inputs": ["github:owner/flake"]',
  ),
  scopes: texts('a list of sets', '"scopes": ["python3Packages"]'),
};

/** Reads the field `grants` of a registry's nix-repo.json, with the position of each repo in it. */
export function readGrants(
  node: Node,
  report: (offset: number, message: string, hint: string) => void,
  positionOf: (offset: number) => Position,
): {
  readonly grants: GrantsByRepo;
  readonly positions: Readonly<Record<string, Position>>;
} {
  const grants = new Map<string, Grants>();
  const positions = new Map<string, Position>();
  if (node.type !== 'object') {
    const hint = `write "grants": { "house": { ${RULES.inputs.example} } }`;
    report(node.offset, '"grants" is an object, by the names of repos', hint);
  }
  for (const property of node.type === 'object' ? (node.children ?? []) : []) {
    const [key, value] = property.children as [Node, Node];
    const repo = String(getNodeValue(key));
    if (grants.has(repo)) {
      report(key.offset, `the repo "${repo}" stands here a second time`, 'take one of them away');
      continue;
    }
    const { values, diagnostics } = readFields(value, RULES, 'what is granted to a repo');
    for (const { offset, message, hint } of diagnostics) report(offset, message, hint);
    grants.set(repo, values as Grants);
    positions.set(repo, positionOf(key.offset));
  }
  return { grants: Object.fromEntries(grants), positions: Object.fromEntries(positions) };
}
