import { packageFile, type HostileCase, type HostileFiles } from '../hostile-case';

const kind = 'prototypes';

const named = (name: string, more: Partial<HostileCase> = {}): HostileCase => ({
  name: `a package \`${name}\``,
  kind,
  files: {
    [packageFile(name)]: '{ other }: "evil ${other}"',
    'by-name/us/use/package.nix': `{ ${name} }: "use \${${name}}"`,
  },
  values: { [JSON.stringify([name])]: 'evil other', '["use"]': 'use evil other' },
  ...more,
});
const reserved = (name: string): HostileCase => ({
  name: `a package \`${name}\``,
  kind,
  files: { [packageFile(name)]: '{ }: "evil"' },
});
const text = (name: string, files: HostileFiles, more: Partial<HostileCase> = {}): HostileCase => ({
  name,
  kind,
  files,
  ...more,
});

export const PROTOTYPES: readonly HostileCase[] = [
  named('__proto__'),
  named('constructor'),
  named('prototype'),
  named('toString'),
  named('hasOwnProperty'),
  named('valueOf'),
  named('__defineGetter__'),
  named('length'),
  named('toJSON'),
  reserved('outPath'),
  reserved('drvPath'),
  reserved('type'),
  reserved('__functor'),
  reserved('__toString'),
  reserved('_type'),
  reserved('recurseForDerivations'),
  named('override'),
  text('formals that every object of JavaScript has, and no repo', {
    [packageFile('evil')]: '{ constructor, toString, __proto__, hasOwnProperty }: 1',
  }),
  text(
    'a set `__proto__`, with members that every object has',
    {
      'nix-repo.json':
        '{ "layout": { "name": "pkgs", "set": "__proto__" }, "scopes": ["__proto__"] }',
      'pkgs/constructor/default.nix': '{ toString }: "c${toString}"',
      'pkgs/toString/default.nix': '{ }: "t"',
    },
    { values: { '["__proto__","constructor"]': 'ct' } },
  ),
  text(
    'a set `constructor.prototype`',
    {
      'nix-repo.json': '{ "layout": { "name": "pkgs", "set": "constructor.prototype" } }',
      'pkgs/polluted/default.nix': '{ }: "p"',
    },
    { values: { '["constructor","prototype","polluted"]': 'p' } },
  ),
  text('fields of nix-repo.json that every object has', {
    'nix-repo.json':
      '{ "kind": "sig", "__proto__": { "kind": "registry" }, "constructor": 1, "toString": 2 }',
  }),
  text('attributes by such names', {
    'nix-repo.json':
      '{ "layout": "pkgs", "attributes": { "__proto__": "a", "pkgs/constructor": "__proto__.b" } }',
    'pkgs/constructor/default.nix': '{ }: "c"',
  }),
  text('a layout called `constructor`', { 'nix-repo.json': '{ "layout": "constructor" }' }),
  text('a layout with such a field', {
    'nix-repo.json': '{ "layout": { "__proto__": { "name": "pkgs" } } }',
  }),
  text('a kind that is such a name', { 'nix-repo.json': '{ "kind": "__proto__" }' }),
  text(
    'a member of another’s package, by such a name',
    { [packageFile('evil')]: '{ other }: other.constructor' },
    {
      refused: ['["evil"]', /expected a set|is a string/],
    },
  ),
  text('a default that asks for such a member', {
    [packageFile('evil')]: '{ toolSet ? { constructor = 1; } }: 1',
  }),
];
