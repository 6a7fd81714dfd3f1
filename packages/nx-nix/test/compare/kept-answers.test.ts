import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../../../tools/testing/temporary-folder';
import { KeptAnswers } from '../../src/compare/evaluation/kept-answers';

const hello = { kind: 'derivation', drvPath: '/nix/store/hello.drv' } as const;

test('answers are there in the next run', () => {
  const folder = temporaryFolder('kept-answers');
  const first = new KeptAnswers(folder, ['a'], true);
  first.add('x86_64-linux', ['hello'], hello as never);
  first.save();
  expect(new KeptAnswers(folder, ['a'], true).get('x86_64-linux', ['hello'])).toEqual(hello);
  expect(new KeptAnswers(folder, ['b'], true).size).toBe(0);
});

test('a folder that cannot be written to ends no comparison', () => {
  const file = join(temporaryFolder('kept-answers'), 'file');
  writeFileSync(file, '');
  const answers = new KeptAnswers(join(file, 'folder'), ['a'], true);
  answers.add('x86_64-linux', ['hello'], hello as never);
  expect(() => answers.save()).not.toThrow();
  expect(answers.get('x86_64-linux', ['hello'])).toEqual(hello);
});
