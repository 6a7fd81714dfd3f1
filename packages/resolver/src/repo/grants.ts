import { getNodeValue, type Node } from 'jsonc-parser';
import type { Position } from '@nx-nix/lambdas';
import { isText, isTexts, readFields, type FieldRule } from './json-fields';

/** What a registry allows one repo beyond its own packages. */
export interface Grants {
  /** Sets, as dotted paths, that it may make scopes although others have members in them. */
  readonly scopes?: readonly string[];
  /** What its layers may take from outside of it: paths and flake references, as they write it. */
  readonly inputs?: readonly string[];
  /** The name that its Nx project may have in place of the repo's. */
  readonly projectName?: string;
  /** Tags of its own that its Nx project may have. */
  readonly tags?: readonly string[];
  /** Targets of its own that its Nx project may have, and targets of ours that it may change. */
  readonly targets?: readonly string[];
  /** Folders in it that may be Nx projects of their own. */
  readonly projects?: readonly string[];
  /** It may have an `nx.json`. */
  readonly nxJson?: boolean;
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
  targets: texts('a list of targets', '"targets": ["deploy"]'),
  tags: texts('a list of tags', '"tags": ["team"]'),
  projectName: { wanted: 'a name', example: '"projectName": "@owner/core"', fits: isText },
  projects: texts('a list of folders of the repo', '"projects": ["docs"]'),
  nxJson: { wanted: 'true', example: '"nxJson": true', fits: (value) => value === true },
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
