import { BASE_FORMAT, type BaseFacts } from './base-facts';

/** The file in the registry's folder that holds what Nix tells about the base. */
export const BASE_FILE = 'base.json';

/** The facts as the file has them: it calls the errors by the word of its first version. */
type WrittenFacts = Omit<BaseFacts, 'errors'> & { readonly refusals: BaseFacts['errors'] };

/**
 * `base.json`: one set, error and name a line, so that a change reads well in a diff, and those of
 * two branches merge.
 */
export function baseJson(facts: BaseFacts): string {
  const { format, base, locked, fingerprint, config, systems, replaced } = facts;
  const list = (items: readonly unknown[]): string =>
    items.length === 0
      ? '[]'
      : `[\n${items.map((item) => `    ${JSON.stringify(item)}`).join(',\n')}\n  ]`;
  const sets = facts.sets.map(({ path, kind, asked, called, names }) => ({
    path,
    kind,
    asked,
    called,
    names,
  }));
  return `{
  "format": ${format},
  "base": ${JSON.stringify(base)},
${locked ? `  "locked": ${JSON.stringify(locked)},\n` : ''}  "fingerprint": ${JSON.stringify(fingerprint)},
  "config": ${JSON.stringify(config)},
  "systems": ${JSON.stringify(systems)},
  "sets": ${list(sets)},
  "refusals": ${list(facts.errors)},
  "replaced": ${JSON.stringify(replaced)},
  "through": ${list(facts.through)}
}
`;
}

/** Reads what `baseJson` writes; undefined for a damaged file, and one of another format. */
export function readBaseJson(text: string): BaseFacts | undefined {
  try {
    const { refusals: errors, ...rest } = JSON.parse(text) as WrittenFacts;
    const lists = [rest.systems, rest.sets, errors, rest.through];
    return rest.format === BASE_FORMAT && lists.every(Array.isArray)
      ? { ...rest, errors }
      : undefined;
  } catch {
    return undefined;
  }
}
