/** Worry: a message leads to a file that is not there. */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../../tools/testing/temporary-folder';
import { problemText, readRepo } from '../src';

const folder = temporaryFolder('missing-entry');
const core = join(folder, 'repos/core');

beforeAll(() => {
  mkdirSync(join(core, 'by-name/he/hello'), { recursive: true });
  writeFileSync(join(core, 'by-name/he/hello/package.nix'), '{ }: 1\n');
});

test.each([
  ['flake.nix', ['nix-repo.json', 'flake.nix']],
  ['nix-repo.json', ['nix-repo.json']],
])('a repo without default.nix is told of it at its %s', async (told, files) => {
  for (const file of ['nix-repo.json', 'flake.nix']) {
    rmSync(join(core, file), { force: true });
    if (files.includes(file)) writeFileSync(join(core, file), '{ }\n');
  }
  const { problems } = await readRepo(folder, 'repos/core');
  expect(problems.map((problem) => problemText(problem))).toEqual([
    `repos/core/${told}:1:1: error[missing-file]: the repo \`core\` has no \`default.nix\`, from which its flake and the registry take its lambdas
  hint: mend the path, or add the file`,
  ]);
  for (const { place } of problems) expect(existsSync(join(folder, place.file))).toBe(true);
});
