/** What repos try, as the table of docs/security.md names it; and what holds them. */
export const KINDS = {
  takes: 'takes what another repo has: its packages, its sets, the name of the registry or the lib',
  grants: 'writes what only the registry may: grants, order, base, builds while evaluating',
  layers: 'reaches with a layer what its registry does not grant: paths, flakes, locks of its own',
  paths: 'names paths out of its folder',
  links: 'has links out of its folder, to other repos, in a circle',
  specials: 'has no files where files belong: pipes, sockets, devices, folders',
  code: 'has names that would be code: in Nix, a shell, Markdown, SVG, GitHub',
  prototypes:
    'has names that JavaScript or Nix gives a meaning: `__proto__`, `constructor`, `outPath`',
  folders: 'is a folder whose name is something else: `-rf`, `lib`, `self`, a keyword',
  case: 'has names that are one name on some machine: by case, by Unicode',
  texts: 'has texts that are none: not UTF-8, control characters, marks that turn text around',
  json: 'has JSON that two programs read differently: keys twice, comments, huge numbers',
  endless: 'has input without end: deep, wide, long',
  evaluation: 'reaches out while Nix evaluates it, or does not end',
  projects: 'changes projects and targets of Nx',
  clones: 'is a clone whose git would run programs',
  locks: 'has a lock that was made by hand',
} as const;

/** A kind of cases. */
export type HostileKind = keyof typeof KINDS;
