import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { shardOf } from '@nx-nix/resolver';

/**
 * @typedef {object} PackageFacts
 * @property {string} name
 * @property {number} bytes of its package.nix
 * @property {readonly { readonly name: string, readonly hasDefault: boolean }[]} formals
 */

/**
 * The recorded facts about the packages of nixpkgs: see data/README.md.
 * @returns {PackageFacts[]}
 */
export function packageFacts() {
  const file = fileURLToPath(new URL('data/nixpkgs-by-name.tsv.gz', import.meta.url));
  const lines = gunzipSync(readFileSync(file)).toString().trimEnd().split('\n');
  return lines.map((line) => {
    const [name = '', bytes = '', formals = ''] = line.split('\t');
    const words = formals.split(' ').filter((word) => word !== '');
    return {
      name,
      bytes: Number(bytes),
      formals: words.map((word) => ({
        name: word.replace(/\?$/, ''),
        hasDefault: word.endsWith('?'),
      })),
    };
  });
}

/**
 * Writes a tree of these packages, `<root>/pkgs/by-name/<shard>/<name>/package.nix`: real names,
 * formals and sizes, invented bodies. The same in every run.
 *
 * @param {string} root
 * @param {readonly PackageFacts[]} facts
 * @returns {string[]} the files
 */
export function makeTree(root, facts) {
  return facts.map((pkg, index) => {
    const shard = shardOf(pkg.name);
    const folder = join(root, 'pkgs/by-name', shard, pkg.name);
    mkdirSync(folder, { recursive: true });
    const file = join(folder, 'package.nix');
    writeFileSync(file, packageText(pkg, index));
    return file;
  });
}

/** @param {PackageFacts} pkg @param {number} seed */
function packageText(pkg, seed) {
  const names = pkg.formals.map(({ name }) => name);
  const formals = pkg.formals.map(({ name, hasDefault }, index) =>
    hasDefault ? `${name} ? ${defaultText(names, name, seed + index)}` : name,
  );
  const head =
    pkg.bytes < 200 ? `{ ${formals.join(', ')} }:\n` : `{\n  ${formals.join(',\n  ')},\n}:\n\n`;
  const whole = head + bodyText(pkg, names, pkg.bytes - head.length, seed);
  return `${whole.padEnd(pkg.bytes - 1, '#')}\n`;
}

/**
 * A default value. The kinds are as frequent as in real packages: most are booleans.
 *
 * @param {readonly string[]} names
 * @param {string} own
 * @param {number} seed
 */
function defaultText(names, own, seed) {
  const host = names.includes('stdenv') && own !== 'stdenv' ? 'stdenv.hostPlatform' : 'builtins';
  const kind = (seed * 7919) % 100;
  if (kind < 57) return kind % 2 ? 'true' : 'false';
  if (kind < 70) return `${host}.isLinux`;
  if (kind < 77) return 'null';
  if (kind < 82) return '"default"';
  if (kind < 86) return '[ ]';
  if (kind < 90) return '{ }';
  if (kind < 94) return `${host}.make { } "x"`;
  if (kind < 97) return `!${host}.isDarwin`;
  return `{ set = "\${${host}.name}"; }`;
}

/** @param {PackageFacts} pkg @param {readonly string[]} names @param {number} room @param {number} seed */
function bodyText(pkg, names, room, seed) {
  const builder = names[0] ?? 'builtins';
  if (room < 120) return `${builder}.override { }\n`;
  let body = `${builder}.mkDerivation (finalAttrs: {\n  pname = "${pkg.name}";\n  version = "1.${seed % 90}.0";\n`;
  const end = '})\n';
  for (let part = 0; ; part++) {
    const next = partText(names, seed + part, part);
    if (body.length + next.length + end.length > room) break;
    body += next;
  }
  // The remaining bytes become a comment after the last line.
  return `${body}${end}`;
}

/** @param {readonly string[]} names @param {number} seed @param {number} part */
function partText(names, seed, part) {
  const name = names[seed % Math.max(1, names.length)] ?? 'builtins';
  const parts = [
    `\n  src${part} = ${name}.fetch {\n    owner = "someone";\n    rev = "v\${finalAttrs.version}";\n    hash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";\n  };\n`,
    `\n  inputs${part} = [\n    ${name}\n    ${name}.dev\n  ];\n`,
    `\n  phase${part} = ''\n    substituteInPlace Makefile --replace-fail /usr "$out"\n    make PREFIX=\${${name}} ''\${HOME}\n  '';\n`,
    `\n  meta${part} = {\n    description = "One of many packages";\n    homepage = "https://example.org/package/${part}";\n    broken = !(${name} ? dev) && 1 < 2;\n  };\n`,
    `  flag-${part} = if ${name} == null then "--without" else "--with" + toString ${part};\n`,
  ];
  return parts[seed % parts.length] ?? '';
}
