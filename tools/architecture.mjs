/**
 * `npm run architecture`: draws docs/architecture.svg from the imports in the code and the rooms in
 * tools/architecture/rooms.mjs. With `--check` it draws nothing; exit status 1 means that the
 * picture is out of date.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cruised } from './architecture/cruised.mjs';
import { picture } from './architecture/picture.mjs';
import { givenOptions } from './command-line/given-options.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const FILE = 'docs/architecture.svg';

const { values } = givenOptions('usage: node tools/architecture.mjs [--check]', {
  options: { check: { type: 'boolean', default: false } },
});

const file = join(root, FILE);
const drawn = await picture(cruised(root));
const isDrawn = existsSync(file) && readFileSync(file, 'utf8') === drawn;
if (values.check) {
  if (!isDrawn) console.error(`${FILE} is not what the code says: npm run architecture`);
  process.exitCode = isDrawn ? 0 : 1;
} else {
  if (!isDrawn) writeFileSync(file, drawn);
  console.log(`${FILE} ${isDrawn ? 'is what the code says' : 'is drawn anew'}`);
}
