/** Worry: the facts about a base tell less than what a change in a repo changes there. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describeWithNix } from '../testing/find-nix';

describeWithNix('checking the facts about a base', ({ bin }) => {
  it('holds on the small base, whichever packages are moved', () => {
    const tree = join(__dirname, '../testing/small-base');
    const ran = spawnSync(
      process.execPath,
      [join(__dirname, '../check-facts.mjs'), tree, '--packages', '9', '--changes', '4', '--json'],
      { encoding: 'utf8', env: { ...process.env, NX_NIX_TEST_NIX: bin }, maxBuffer: 1 << 26 },
    );
    if (ran.stdout === '') throw new Error(ran.stderr);
    const found = JSON.parse(ran.stdout);
    expect(found).toMatchObject({ moved: 9, missing: [] });
    expect(found.inUse).toBeGreaterThan(0);
    expect(found.judged).toBeGreaterThan(0);
    expect(ran.status).toBe(0);
  }, 120_000);
});
