import { Blob } from 'node:buffer';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { decompress as unzstd } from 'fzstd';
import xz from 'xz-decompress';
import { Problem, sentence } from '../messages/problem.mjs';

/**
 * Decompresses a file, by the ending of its name: .xz, .gz, .zst, or none.
 *
 * @param {string} name
 * @param {Uint8Array} bytes
 * @returns {Promise<Buffer>}
 * @throws {Problem} when the bytes are damaged, or the ending is another one
 */
export async function decompress(name, bytes) {
  const ending = /\.(xz|gz|zst|tar)$/.exec(name)?.[1] ?? (name.includes('.') ? name : 'tar');
  try {
    switch (ending) {
      case 'xz':
        return await unxz(bytes);
      case 'gz':
        return await promisify(gunzip)(bytes);
      case 'zst':
        return Buffer.from(unzstd(bytes));
      case 'tar':
        return Buffer.from(bytes);
    }
  } catch (thrown) {
    throw new Problem(`${name} is damaged: it is not whole ${ending} data (${sentence(thrown)}).`, {
      cause: thrown,
    });
  }
  throw new Problem(`${name} is compressed in a way that is not known here: xz, gz and zst are.`);
}

/**
 * @param {Uint8Array} bytes
 * @returns {Promise<Buffer>}
 */
async function unxz(bytes) {
  const pieces = [];
  for await (const piece of new xz.XzReadableStream(new Blob([bytes]).stream())) pieces.push(piece);
  return Buffer.concat(pieces);
}
