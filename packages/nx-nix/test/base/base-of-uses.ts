import { SMALL_BASE } from './small-base';

/**
 * How one package of a base uses another: as a dependency, or by something that it says. Each is
 * Nix for a value, from the name of the used package.
 */
const USE_TEXTS = {
  dependency: (of: string) => of,
  version: (of: string) => `${of}.version`,
  source: (of: string) => `${of}.src`,
  decides: (of: string) =>
    `if builtins.compareVersions ${of}.version "5" < 0 then "old" else "new"`,
  attributeName: (of: string) => `{ "1.0" = "first"; }.\${${of}.version} or "later"`,
  passthru: (of: string) => `${of}.label`,
  passedFunction: (of: string) => `${of}.flag "with"`,
  output: (of: string) => `${of}.dev.version`,
  changed: (of: string) => `(${of}.overrideAttrs (_: { more = 1; })).version`,
  called: (of: string) => `(${of}.override { }).version`,
  hashed: (of: string) => `builtins.hashString "sha256" ${of}.version`,
  inherited: (of: string) => `let inherit (${of}) version; in builtins.match "(.).*" version`,
  helper: (of: string) => `versionOf ${of}`,
  member: (of: string) => `members.${of}.version`,
  tried: (of: string) => `(builtins.tryEval ${of}.version).value`,
} as const;

/** The ways in which a package can use another. */
export const USES = Object.keys(USE_TEXTS) as readonly (keyof typeof USE_TEXTS)[];

/** Packages that use each other, and which of them repos replace, by number. */
export interface Uses {
  readonly packages: readonly {
    /** True: it is a function that makes a derivation, as a fetcher is. */
    readonly isFunction: boolean;
    readonly uses: readonly { readonly how: keyof typeof USE_TEXTS; readonly of: number }[];
  }[];
  readonly replaced: readonly number[];
}

/** Files of a base with these packages, and the names of those that are replaced and of the rest. */
export function baseOfUses({ packages, replaced }: Uses): {
  readonly base: Readonly<Record<string, string>>;
  readonly names: readonly string[];
  readonly replaced: readonly string[];
} {
  const isReplaced = new Set(replaced);
  const isFunction = (i: number): boolean => packages[i]!.isFunction && !isReplaced.has(i);
  const lambdas = packages.map(({ uses }, i) => {
    // A function cannot be depended on, and says nothing.
    const texts = uses
      .filter(({ of }) => !isFunction(of))
      .map(({ how, of }, n) => `use${n} = ${USE_TEXTS[how](`p${of}`)};`);
    // A function that gets a whole set may be made of all of it.
    const sets = uses.some(({ how }) => how === 'member') ? ['members'] : [];
    const formals = [...new Set(uses.map(({ of }) => `p${of}`)), ...sets].join(', ');
    const given = isFunction(i) ? 'url: ' : '';
    const url = isFunction(i) ? 'inherit url;' : '';
    return `  p${i} = final.callPackage ({ ${formals} }: ${given}make {
    name = "p${i}"; version = "1.0"; src = source "p${i}"; ${url} ${texts.join(' ')}
  }) { };`;
  });
  return {
    names: packages.flatMap((_, i) => (isReplaced.has(i) ? [] : [`p${i}`])),
    replaced: packages.flatMap((_, i) => (isReplaced.has(i) ? [`p${i}`] : [])),
    base: {
      ...SMALL_BASE,
      'packages.nix': `{ lib, system, config }:
let
  source = name: derivation { inherit system; name = "\${name}-source"; builder = "/bin/sh"; };
  versionOf = package: package.version;
  make = args:
    let made = derivation ({ inherit system; builder = "/bin/sh"; outputs = [ "out" "dev" ]; } // args); in
    made // says args made // {
      dev = made.dev // says args made;
    };
  says = args: made: {
    inherit (args) version src;
    label = "labelled-\${args.version}";
    flag = what: "--\${what}-\${args.version}";
    overrideAttrs = change: make (args // change args);
  };
in
final: {
  inherit lib config;
  newScope = extra: lib.callPackageWith (final // extra);
  callPackage = final.newScope { };
  members = { ${packages.map((_, i) => `p${i} = final.p${i};`).join(' ')} };
${lambdas.join('\n')}
}
`,
    },
  };
}
