/**
 * Makes the archives that Debian packages consist of, for tests; also invalid ones. Compressed data
 * has the right format, but is stored uncompressed in it.
 */

/**
 * @typedef {object} MadeEntry
 * @property {string} path written as it is
 * @property {string | Buffer} [content]
 * @property {number} [mode]
 * @property {string} [type] tar's type flag: `0` file, `1` hard link, `2` symbolic link, `5` folder
 * @property {string} [target]
 */

/** Makes an ar archive. @param {readonly { name: string, content: Buffer }[]} members */
export function madeAr(members) {
  const parts = members.flatMap(({ name, content }) => [
    Buffer.from(
      `${name.padEnd(16)}${'0'.padEnd(12)}${'0'.padEnd(6)}${'0'.padEnd(6)}${'100644'.padEnd(8)}${String(content.length).padEnd(10)}\`\n`,
      'latin1',
    ),
    content,
    Buffer.alloc(content.length % 2, '\n'),
  ]);
  return Buffer.concat([Buffer.from('!<arch>\n'), ...parts]);
}

/** Makes a tar archive; entries need not be valid. @param {readonly MadeEntry[]} entries */
export function madeTar(entries) {
  const parts = entries.flatMap(({ path, content = '', mode = 0o644, type = '0', target = '' }) => {
    const bytes = Buffer.from(content);
    const header = Buffer.alloc(512);
    const octal = (/** @type {number} */ number, /** @type {number} */ length) =>
      `${number.toString(8).padStart(length - 1, '0')}\0`;
    header.write(path, 0, 100);
    header.write(
      octal(mode, 8) + octal(0, 8) + octal(0, 8) + octal(bytes.length, 12) + octal(0, 12),
      100,
    );
    header.write('        ', 148);
    header.write(type, 156);
    header.write(target, 157, 100);
    header.write('ustar\u000000', 257);
    header.write(
      `${header
        .reduce((sum, byte) => sum + byte, 0)
        .toString(8)
        .padStart(6, '0')}\0 `,
      148,
    );
    return [header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)];
  });
  return Buffer.concat([...parts, Buffer.alloc(1024)]);
}

/**
 * Makes a .deb archive. `data` is the name of its data member.
 * @param {readonly MadeEntry[]} entries
 * @param {{ data?: string, compress?: (bytes: Buffer) => Buffer }} [options]
 */
export function madeDeb(entries, { data = 'data.tar.xz', compress = storedXz } = {}) {
  return madeAr([
    { name: 'debian-binary', content: Buffer.from('2.0\n') },
    { name: 'control.tar.xz', content: storedXz(madeTar([{ path: './control' }])) },
    { name: data, content: compress(madeTar(entries)) },
  ]);
}

/**
 * Packs bytes as .xz, without compression. Reference: "The .xz File Format", with uncompressed
 * LZMA2 chunks.
 *
 * @param {Buffer} bytes
 */
export function storedXz(bytes) {
  const flags = Buffer.from([0, 1]);
  const blockHeader = withCrc(Buffer.from([2, 0, 0x21, 1, 0x16, 0, 0, 0]));
  const chunks = [];
  for (let at = 0; at < bytes.length; at += 0x10000) {
    const chunk = bytes.subarray(at, at + 0x10000);
    chunks.push(
      Buffer.from([at === 0 ? 1 : 2, (chunk.length - 1) >> 8, (chunk.length - 1) & 0xff]),
      chunk,
    );
  }
  const data = Buffer.concat([...chunks, Buffer.from([0])]);
  const unpadded = blockHeader.length + data.length + 4;
  const index = withCrc(toFour(Buffer.from([0, 1, ...varint(unpadded), ...varint(bytes.length)])));
  const backward = Buffer.alloc(4);
  backward.writeUInt32LE(index.length / 4 - 1);
  const footer = Buffer.concat([backward, flags]);
  return Buffer.concat([
    Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]),
    withCrc(flags),
    blockHeader,
    toFour(data),
    crc32(bytes),
    index,
    crc32(footer),
    footer,
    Buffer.from('YZ'),
  ]);
}

/**
 * Packs bytes as .zst, without compression. Reference: RFC 8878, with raw blocks.
 *
 * @param {Buffer} bytes
 */
export function storedZstd(bytes) {
  const size = Buffer.alloc(4);
  size.writeUInt32LE(bytes.length);
  /** @type {Buffer[]} */
  const parts = [Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0xa0]), size];
  for (let at = 0; at < bytes.length; at += 0x10000) {
    const block = bytes.subarray(at, at + 0x10000);
    const header = Buffer.alloc(3);
    header.writeUIntLE((block.length << 3) | (at + 0x10000 >= bytes.length ? 1 : 0), 0, 3);
    parts.push(header, block);
  }
  return Buffer.concat(parts);
}

/** @param {Buffer} bytes */
function toFour(bytes) {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}

/** @param {number} number */
function varint(number) {
  const bytes = [];
  for (; number >= 0x80; number = Math.floor(number / 0x80)) bytes.push((number & 0x7f) | 0x80);
  return [...bytes, number];
}

/** @param {Buffer} bytes */
function withCrc(bytes) {
  return Buffer.concat([bytes, crc32(bytes)]);
}

/** @param {Buffer} bytes */
function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  const result = Buffer.alloc(4);
  result.writeUInt32LE((crc ^ 0xffffffff) >>> 0);
  return result;
}
