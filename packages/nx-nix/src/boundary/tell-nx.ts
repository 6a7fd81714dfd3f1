import { toldError } from './told-error';

/**
 * The boundary of what Nx calls beside executors (hooks, generators): there, an error is the only way
 * to say that something is wrong, and Nx prints its stack. So it is thrown with the sentence alone.
 */
export async function tellNx<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    const error = toldError(thrown);
    // Nx prints both as they are.
    error.message = error.told.text;
    error.stack = error.message;
    throw error;
  }
}
