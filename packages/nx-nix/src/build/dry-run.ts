import type { BuildLog } from './build-log';

/** What Nix would do: the derivations that it would build, the store paths that it would fetch. */
export interface Plan {
  readonly build: ReadonlySet<string>;
  readonly fetch: ReadonlySet<string>;
}

/**
 * Reads the plan from the messages of `nix-store --realise --dry-run`: headings, each with one path
 * a line.
 */
export function planOf(log: BuildLog): Plan {
  const plan = { build: new Set<string>(), fetch: new Set<string>() };
  let list: Set<string> | undefined;
  for (const { text } of log.messages) {
    const path = /^ {2}(\/\S+)$/.exec(text)?.[1];
    if (path !== undefined) list?.add(path);
    else if (/will be built:$/.test(text)) list = plan.build;
    else if (/will be fetched.*:$/.test(text)) list = plan.fetch;
    else list = undefined;
  }
  return plan;
}
