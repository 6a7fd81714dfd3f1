import sequencer from '@jest/test-sequencer';

/** @typedef {Parameters<InstanceType<typeof TestSequencer>['sort']>[0]} Tests */

/** What its types say of its default export is right for `require` only. */
const TestSequencer = /** @type {typeof import('@jest/test-sequencer').default} */ (
  /** @type {unknown} */ (sequencer)
);

/**
 * Jest begins with the suites that took longest, as far as it remembers; a clean checkout remembers
 * nothing. So those that run Nx come first, and what is short fills the cores at the end.
 */
export default class LongestFirst extends TestSequencer {
  /** @override @param {Tests} tests */
  async sort(tests) {
    const sorted = [...(await super.sort(tests))];
    if (sorted.every(({ duration }) => duration !== undefined)) return sorted;
    return [...sorted.filter(runsNx), ...sorted.filter((test) => !runsNx(test))];
  }
}

/** @param {Tests[number]} test */
function runsNx({ path }) {
  return path.includes('/e2e/');
}
