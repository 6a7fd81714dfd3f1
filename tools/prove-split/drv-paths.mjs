import { join } from 'node:path';
import { writeFileSync } from 'node:fs';

/** @typedef {import('./questions.mjs').Question} Question */

/**
 * The path of a derivation, or an error.
 *
 * @typedef {{ drvPath: string } | { error: string }} Answer
 */

/**
 * NOTE: a process keeps everything that it evaluated; this many packages of nixpkgs need about 2
 * GB.
 */
const most = 120;

/**
 * Asks for derivation paths in a set; the answers are in the order of the questions.
 *
 * @param {import('../asked-nix/asked-nix.mjs').AskedNix} nix
 * @param {string} set Nix text
 * @param {readonly Question[]} questions
 * @param {readonly string[]} folders the folders that Nix may read
 * @param {(done: number) => void} [progress]
 * @returns {Promise<readonly Answer[]>}
 */
export async function drvPaths(nix, set, questions, folders, progress = () => {}) {
  const answers = [];
  for (let start = 0; start < questions.length; start += most) {
    const chunk = questions.slice(start, start + most);
    const file = join(nix.folder, `questions-${nix.processes}.nix`);
    const texts = chunk.map(({ text }) => `(set: (${text}).drvPath)`);
    writeFileSync(file, `[\n${texts.join('\n')}\n]\n`);
    const one = `let questions = import ${file}; set = ${set}; in index: builtins.unsafeDiscardStringContext (builtins.elemAt questions index set)`;
    for await (const asked of nix.ask([...chunk.keys()], one, folders)) {
      answers.push('answer' in asked ? { drvPath: asked.answer } : { error: asked.error });
      progress(answers.length);
    }
  }
  return answers;
}

/**
 * A set as Nix text.
 *
 * @param {string} folder the folder of the default.nix that makes it
 * @param {Variant} variant
 */
export function setText(folder, { system, cross, config }) {
  const set = `(import ${folder} { system = "${system}"; config = ${config}; overlays = [ ]; })`;
  return cross === undefined ? set : `${set}.pkgsCross.${cross}`;
}

/**
 * A variant of a package set.
 *
 * @typedef {object} Variant
 * @property {string} name
 * @property {string} system
 * @property {string} [cross] a name of pkgsCross
 * @property {string} config Nix text
 */
