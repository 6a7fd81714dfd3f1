/** Worry: another version of the grammar comes, and is compiled without what is mended in it. */
const mends = () => import('../grammar/mended-sources.mjs');

const mend = { file: 'scanner.c', wrong: 'return false;', right: 'return true;' };

describe('a source of the grammar', () => {
  it('is changed where it is mended, and nowhere else', async () => {
    const { mended } = await mends();
    expect(mended('scanner.c', 'a return false; b', [mend])).toBe('a return true; b');
    expect(mended('parser.c', 'a return false; b', [mend])).toBe('a return false; b');
  });

  it('is refused where the text that is wrong is not there exactly once', async () => {
    const { mended } = await mends();
    for (const content of ['a', 'return false; return false;']) {
      expect(() => mended('scanner.c', content, [mend])).toThrow(/scanner\.c .* another text/);
    }
    expect(() => mended('scanner.c', 'another version')).toThrow(/another text/);
  });
});
