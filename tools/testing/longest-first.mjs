import sequencer from '@jest/test-sequencer';

/** @typedef {Parameters<InstanceType<typeof TestSequencer>['sort']>[0]} Tests */

/** The types of the default export are right for `require` only. */
const TestSequencer = /** @type {typeof import('@jest/test-sequencer').default} */ (
  /** @type {unknown} */ (sequencer)
);

/**
 * Jest starts with the suites that took longest in earlier runs; a clean checkout has no such
 * times. Then suites that run Nx come first, so that short ones fill the cores at the end.
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
