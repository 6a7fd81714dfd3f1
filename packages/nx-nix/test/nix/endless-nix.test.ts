import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../../../tools/testing/temporary-folder';
import { readRepoByNix } from '../../src/nix-reading/read-by-nix';
import { evaluationMinutes } from '../../src/nix/evaluation-limits';

/** A Nix that does not come to an end, and how long it may take. */

it('kills a Nix that does not end, asks no more, and says so', async () => {
  const workspaceRoot = temporaryFolder('endless-nix');
  for (const folder of ['bin', 'lib', 'core']) mkdirSync(join(workspaceRoot, folder));
  const program = join(workspaceRoot, 'bin/nix-instantiate');
  const asked = join(workspaceRoot, 'asked');
  writeFileSync(
    program,
    `#!/bin/sh\n[ "$1" != --version ] || exec echo 'nix-instantiate (Nix) 2.99.0'\necho x >> ${asked}\nwhile :; do sleep 1; done\n`,
  );
  chmodSync(program, 0o755);
  process.env['NX_NIX_EVALUATION_MINUTES'] = '0.005';
  try {
    const place = {
      workspaceRoot,
      nix: { bin: join(workspaceRoot, 'bin') },
      lib: 'lib',
      nixPlace: { version: '2.99', storeDir: '/nix/store' },
    } as unknown as Parameters<typeof readRepoByNix>[0];
    const repo = { name: 'core', root: 'core', kind: 'core', config: {} } as const;
    const { reading } = await readRepoByNix(place, repo);
    expect(reading.errors.map(({ problem }) => problem.code)).toEqual(['endless-evaluation']);
    expect(reading.packages).toEqual([]);
  } finally {
    delete process.env['NX_NIX_EVALUATION_MINUTES'];
  }
});

it('takes minutes from the environment, and refuses what is none', () => {
  expect(evaluationMinutes('')).toBe(30);
  expect(evaluationMinutes('90')).toBe(90);
  for (const wrong of ['0', '-1', 'soon', 'Infinity']) {
    expect(() => evaluationMinutes(wrong)).toThrow('a number of minutes above 0');
  }
});
