/** Locks that were made by hand: each is read, or it is said what is wrong with it. */
import { lockText, readLock } from '../../src/lock/lock-file';
import { LOCKS } from './cases/locks';

test.each(LOCKS.map((one) => [one.name, one] as const))('%s', (_, { text, wrong, inputs }) => {
  const read = readLock(text);
  if ('wrong' in read) expect(read.wrong).toBe(wrong);
  else {
    expect([...read.inputs.keys()]).toEqual(inputs);
    // What is read can be written, and is then the same.
    const again = readLock(lockText(read.inputs));
    expect('inputs' in again && [...again.inputs.keys()]).toEqual(inputs);
  }
  expect(({} as Record<string, unknown>)['locked']).toBeUndefined();
});
