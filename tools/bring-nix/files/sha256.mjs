import { createHash } from 'node:crypto';

/**
 * Hashes bytes.
 * @param {Uint8Array | string} bytes
 * @returns {string} the SHA-256 in hexadecimal digits
 */
export function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}
