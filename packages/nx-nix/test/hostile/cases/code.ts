import { packageFile, type HostileCase, type HostileFiles } from '../hostile-case';

const kind = 'code';

/** A package whose name is something else; Nix gives exactly it, under exactly that name. */
const named = (what: string, name: string, more: Partial<HostileCase> = {}): HostileCase => ({
  name: `a package whose name is ${what}`,
  kind,
  files: {
    'nix-repo.json': '{ "layout": "pkgs" }',
    [`pkgs/${name}/default.nix`]: '{ other }: "evil ${other}"',
  },
  values: { [JSON.stringify([name])]: 'evil other', '["good"]': 'good other' },
  ...more,
});

const text = (name: string, files: HostileFiles, more: Partial<HostileCase> = {}): HostileCase => ({
  name,
  kind,
  files,
  ...more,
});

export const CODE: readonly HostileCase[] = [
  named('the end of a string of Nix', '"; evil = throw "x'),
  named('an interpolation', '${throw "evil"}'),
  named('a dollar before an interpolation', '$${throw "evil"}'),
  named('an escaped interpolation', '\\${throw "evil"}'),
  named('an indented string', "''${throw 'evil'}''"),
  named('the end of a comment', '*) ; *\\ ; # x'),
  named('a command of a shell', '$(touch ran)'),
  named('a command in backticks', '`touch ran`'),
  named('an option', '--option'),
  named('an option of one letter', '-A'),
  named('several commands', 'a; touch ran && touch ran | touch ran > ran'),
  named('a wildcard', '*'),
  named('a blank', ' '),
  named('the home of the user', '~'),
  named('several lines', 'a\nb: throw "evil"'),
  named('the end of a line, as Windows has it', 'a\r\nb'),
  named('a tab', 'a\tb'),
  named('a row of Markdown', 'a | b | <b>c'),
  named('a link of Markdown', '[a](javascript:x)'),
  named('an element of SVG', '<script>alert(1)<'),
  named('an attribute of SVG', '" onload="alert(1)'),
  named('an entity', '&lt;&#60;&bogus;'),
  named('a label of Graphviz', '<<b>x<'),
  named('a record of Graphviz', '{a|b}\\N\\G\\l'),
  named('JSON', '"}],"packages":[{"'),
  named('a command of a GitHub workflow', '::set-output name=a::b'),
  named('a number', '7zip'),
  named('a path with dots', 'a.b.c'),
  named('what Nix takes for true', 'true'),
  named('a keyword', 'inherit'),
  named('the keyword that is none', 'or'),
  named('a variable of layouts', '<name>'),
  named('not ASCII', 'größe→'),
  named('very long', 'n'.repeat(200)),
  text(
    'a formal that asks for code by its default',
    {
      [packageFile('evil')]: '{ x ? throw "evil", other }: "evil ${other}"',
    },
    { values: { '["evil"]': 'evil other' } },
  ),
  text(
    'a set whose name is code',
    {
      'nix-repo.json': '{ "layout": { "name": "pkgs", "set": ["a\\"; throw \\"b", "${c}"] } }',
      'pkgs/x/default.nix': '{ }: "x"',
    },
    { values: { '["a\\"; throw \\"b","${c}","x"]': 'x' } },
  ),
  text(
    'an attribute whose name is code',
    {
      'nix-repo.json':
        '{ "layout": "pkgs", "attributes": { "pkgs/x": ["${throw \\"a\\"}", "\\n"] } }',
      'pkgs/x/default.nix': '{ }: "x"',
    },
    { values: { '["${throw \\"a\\"}","\\n"]': 'x' } },
  ),
  text(
    'a scope whose name is code',
    {
      'nix-repo.json': '{ "layout": { "name": "pkgs", "set": ["${a}"] }, "scopes": ["${a}"] }',
      'pkgs/x/default.nix': '{ y }: "x${y}"',
      'pkgs/y/default.nix': '{ }: "y"',
    },
    { values: { '["${a}","x"]': 'xy' } },
  ),
  text(
    'a member of a group whose name is code',
    {
      'by-name/gr/group/packages.nix':
        '{ ... }: { "\\"; throw \\"x" = { }: "x"; "\\${a}" = { }: "a"; }',
    },
    { values: { '["\\"; throw \\"x"]': 'x', '["${a}"]': 'a' } },
  ),
  text('a member of a group whose name is computed', {
    'by-name/gr/group/packages.nix': '{ ... }: { ${builtins.getEnv "HOME"} = { }: "x"; }',
  }),
  text(
    'a description that would be code',
    {
      'nix-repo.json': JSON.stringify({ description: '"; throw "evil\n${throw "evil"}' }),
      [packageFile('evil')]: '{ }: "evil"',
    },
    { values: { '["evil"]': 'evil' } },
  ),
  text(
    'an address that would be code',
    {
      'nix-repo.json': JSON.stringify({ url: 'github:a/b"; outputs = throw "evil' }),
      [packageFile('evil')]: '{ }: "evil"',
    },
    { around: { 'repos/registry/nix-repo.json': '{ "kind": "registry", "published": { } }' } },
  ),
];
