import { arMembers } from './ar.mjs';
import { decompress } from './decompress.mjs';
import { Problem } from '../messages/problem.mjs';
import { unpackTar } from './unpack-tar.mjs';

/**
 * Unpacks the files of a Debian package into a folder, as `dpkg -x` does: no script of the package
 * is run. The caller checks the hash first. Reference: deb(5).
 *
 * @param {Buffer} bytes of the .deb
 * @param {string} folder an existing one
 * @throws {Problem} when it is not a .deb, or has a file that would lie outside of the folder
 */
export async function unpackDeb(bytes, folder) {
  const members = arMembers(bytes);
  const [head] = members;
  if (head?.name !== 'debian-binary' || !head.content.toString('latin1').startsWith('2.')) {
    throw new Problem('This is not a Debian package: it does not begin with debian-binary 2.');
  }
  const data = members.find(({ name }) => /^data\.tar(\.|$)/.test(name));
  if (!data) throw new Problem('This Debian package has no data.tar.');
  unpackTar(await decompress(data.name, data.content), folder);
}
