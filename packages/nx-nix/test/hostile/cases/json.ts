import type { HostileCase } from '../hostile-case';

const json = (name: string, text: string, more: Partial<HostileCase> = {}): HostileCase => ({
  name: `nix-repo.json with ${name}`,
  kind: 'json',
  files: { 'nix-repo.json': text },
  ...more,
});

export const JSONS: readonly HostileCase[] = [
  json('a field twice', '{ "kind": "sig", "kind": "registry" }'),
  json('a field twice, once escaped', '{ "kind": "sig", "\\u006bind": "overlay" }'),
  json('a field twice, which is no field', '{ "x": 1, "x": 2 }'),
  json('comments', '{ /* "kind": "registry" */ "kind": "sig" } // x'),
  json('a comma at the end', '{ "kind": "sig", }'),
  json('something behind its end', '{ "kind": "sig" } { "kind": "overlay" }'),
  json('nothing', ''),
  json('null', 'null'),
  json('a list', '[{ "kind": "overlay" }]'),
  json('a text', '"registry"'),
  json(
    'a huge number',
    '{ "description": 1e999, "technologies": [123456789012345678901234567890] }',
  ),
  json('a number for a name', '{ "kind": 7, "scopes": [1] }'),
  json(
    'values of other types',
    '{ "scopes": { "a": 1 }, "exclude": "x", "attributes": [], "technologies": "x", "url": [] }',
  ),
  json(
    'an attribute without a name',
    '{ "attributes": { "a": "", "b": "x..y", "c": [], "d": ["", "x"] } }',
  ),
  json('quotes of another kind', "{ 'kind': 'overlay' }"),
  json('no quotes', '{ kind: overlay }'),
  json('words that are no JSON', '{ "description": NaN, "url": undefined }'),
  json('an escape that is none', '{ "kind": "\\x72egistry" }'),
];
