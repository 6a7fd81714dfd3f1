import { BASE_FORMAT, type BaseFacts } from './base-facts';

/** The file of the facts about the base, in the registry's folder. */
export const BASE_FILE = 'base.json';

/** The facts as written in the file, where `errors` still has its first name, `refusals`. */
type WrittenFacts = Omit<BaseFacts, 'errors'> & { readonly refusals: BaseFacts['errors'] };

/**
 * The text of `base.json`. Each set, error and name is one line, so that changes are readable in a
 * diff and the changes of two branches can be merged.
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
  "leads": ${list(facts.leads)},
  "refusals": ${list(facts.errors)},
  "replaced": ${JSON.stringify(replaced)},
  "through": ${list(facts.through)}
}
`;
}

/** Reads the text that `baseJson` writes; undefined for a damaged file or another format. */
export function readBaseJson(text: string): BaseFacts | undefined {
  try {
    const { refusals: errors, ...rest } = JSON.parse(text) as WrittenFacts;
    const lists = [rest.systems, rest.sets, rest.leads, errors, rest.through];
    return rest.format === BASE_FORMAT && lists.every(Array.isArray)
      ? { ...rest, errors }
      : undefined;
  } catch {
    return undefined;
  }
}
