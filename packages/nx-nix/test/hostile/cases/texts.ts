import { writeFileSync, mkdirSync } from 'node:fs';
import { packageFile, type HostileCase, type HostileFiles, type Make } from '../hostile-case';

const text = (name: string, files: HostileFiles, more: Partial<HostileCase> = {}): HostileCase => ({
  name,
  kind: 'texts',
  files,
  ...more,
});

/** A folder whose name is bytes that are no text, with a package in it. */
const bytesIn: Make = (path) => {
  mkdirSync(path);
  const name = Buffer.concat([Buffer.from(`${path}/`), Buffer.from([0x61, 0xff])]);
  mkdirSync(name);
  writeFileSync(Buffer.concat([name, Buffer.from('/package.nix')]), '{ }: 1');
};

const control = (what: string, characters: string): readonly HostileCase[] => [
  text(`${what} in the name of a package that is asked for by a slip`, {
    'nix-repo.json': '{ "layout": "pkgs" }',
    [`pkgs/a${characters}b/default.nix`]: '{ nobodyHasThis }: 1',
  }),
  text(`${what} in what nix-repo.json says`, {
    'nix-repo.json': JSON.stringify({ [`a${characters}b`]: 1 }),
  }),
];

export const TEXTS: readonly HostileCase[] = [
  text('a package in Latin-1', { [packageFile('evil')]: Buffer.from('{ }: "\xe9"', 'latin1') }),
  text('a package in UTF-16', { [packageFile('evil')]: Buffer.from('\ufeff{ }: 1', 'utf16le') }),
  text('a package with a mark of byte order', { [packageFile('evil')]: '\ufeff{ }: 1' }),
  text('a package with a zero byte', { [packageFile('evil')]: '{ }: 1\0 + 1' }),
  text('a package with half a character', {
    [packageFile('evil')]: Buffer.from([0x7b, 0x7d, 0x3a, 0x22, 0xf0, 0x9f, 0x22]),
  }),
  text(
    'a package whose text turns around',
    { [packageFile('evil')]: '{ }: "a\u202e\u2066 b" # \u2069' },
    {
      values: { '["evil"]': 'a\u202e\u2066 b' },
    },
  ),
  text(
    'a package with line ends of three systems',
    { [packageFile('evil')]: '# a\r# b\r\n{ }:\n"evil"' },
    {
      values: { '["evil"]': 'evil' },
    },
  ),
  text('a package that a formal makes look empty', { [packageFile('evil')]: '{ \u200b }: 1' }),
  text('nix-repo.json in UTF-16', {
    'nix-repo.json': Buffer.from('\ufeff{ "kind": "sig" }', 'utf16le'),
  }),
  text('nix-repo.json with a mark of byte order', { 'nix-repo.json': '\ufeff{ "kind": "sig" }' }),
  text('nix-repo.json that is not UTF-8', {
    'nix-repo.json': Buffer.from('{ "description": "\xe9\xff" }', 'latin1'),
  }),
  text('nix-repo.json with half a character', { 'nix-repo.json': '{ "scopes": ["\\ud800"] }' }),
  text('names that are no text', { [packageFile('evil')]: '{ }: 1', 'by-name/xx': bytesIn }),
  text('a repo.json of bytes', {
    'nix-repo.json': Buffer.from(Array.from({ length: 256 }, (_, i) => i)),
  }),
  ...control('a command of a terminal', '\u001b[2J\u001b]0;x\u0007'),
  ...control('a mark that turns text around', '\u202e\u2066'),
  ...control('a bell, a backspace and the start of a line', '\u0007\b\r'),
  ...control('a command of a terminal in one character', '\u009b2J'),
];
