import { Problem } from '../messages/problem.mjs';

const MAGIC = '!<arch>\n';
const HEADER = 60;

/**
 * The members of an ar archive, in order. A .deb file is an ar archive. Reference: deb(5), ar(5).
 * Long names (`//`, `#1/`) do not occur in .deb files and are rejected.
 *
 * @param {Buffer} bytes
 * @returns {readonly { name: string, content: Buffer }[]}
 * @throws {Problem} when it is not an ar archive, or not a whole one
 */
export function arMembers(bytes) {
  if (bytes.subarray(0, MAGIC.length).toString('latin1') !== MAGIC) {
    throw new Problem('This is not an ar archive: it does not begin as one.');
  }
  const members = [];
  let at = MAGIC.length;
  while (at < bytes.length) {
    const member = memberAt(bytes, at);
    members.push(member);
    // members begin at even offsets; the byte that fills the gap may be missing at the end
    at += HEADER + member.content.length + (member.content.length % 2);
  }
  return members;
}

/**
 * @param {Buffer} bytes
 * @param {number} at
 */
function memberAt(bytes, at) {
  const header = bytes.subarray(at, at + HEADER).toString('latin1');
  const name = header.slice(0, 16).trimEnd().replace(/\/$/, '');
  const size = header.slice(48, 58).trimEnd();
  if (header.length !== HEADER || !header.endsWith('`\n') || !/^\d+$/.test(size)) {
    throw new Problem(`This ar archive is damaged: no member begins at byte ${at}.`);
  }
  if (name === '' || name.includes('/')) {
    throw new Problem(
      `This ar archive has a member "${name}", a name that does not occur in .deb files.`,
    );
  }
  const content = bytes.subarray(at + HEADER, at + HEADER + Number(size));
  if (content.length !== Number(size)) {
    throw new Problem(`This ar archive is damaged: its member ${name} is cut off.`);
  }
  return { name, content };
}
