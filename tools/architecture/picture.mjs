import { instance } from '@viz-js/viz';
import { arrowsBetween, essential } from './arrows.mjs';
import { packages } from './rooms.mjs';

/** @typedef {import('./arrows.mjs').Arrow} Arrow */
/** @typedef {import('./arrows.mjs').Cruised} Cruised */
/** @typedef {import('./rooms.mjs').Package} Package */

/**
 * Draws one picture: packages as frames, folders as boxes, imports as arrows downwards with their
 * number. An arrow is pale if a chain of other arrows connects the same boxes.
 *
 * @param {Cruised} cruised
 * @returns {Promise<string>} SVG
 */
export async function picture(cruised) {
  // A new Graphviz for each drawing: one that has drawn before continues its numbers of elements.
  const graphviz = await instance();
  return graphviz.renderString(pictureDot(cruised), { format: 'svg', engine: 'dot' });
}

/** @param {Cruised} cruised */
function pictureDot(cruised) {
  const boxes = arrowsBetween(cruised, boxOfFile);
  const frames = arrowsBetween(cruised, (file) => packageOf(file)?.name);
  const strong = essential(boxes);
  return [
    'digraph architecture {',
    '  compound=true; rankdir=TB; nodesep=0.35; ranksep=0.5; fontname="Helvetica";',
    '  node [shape=box, style="filled,rounded", fillcolor=white, color="#5b6b7b", fontname="Helvetica", fontsize=13, height=0.35];',
    '  edge [color="#5b6b7b", fontname="Helvetica", fontsize=9, fontcolor="#5b6b7b", arrowsize=0.6];',
    ...[...packages].reverse().flatMap(frame),
    ...boxes.map((arrow) => boxArrow(arrow, strong.has(arrow))),
    ...frames.map(frameArrow),
    '}',
    '',
  ].join('\n');
}

/** @param {Package} one */
function frame(one) {
  return [
    `  subgraph "cluster_${one.name}" {`,
    `    label="${one.name}"; labeljust=l; fontsize=16; style="filled,rounded"; fillcolor="#eef2f6"; color="#5b6b7b"; margin=14;`,
    ...boxesOf(one).map((box) => `    "${one.name}/${box}" [label="${box}"];`),
    '  }',
  ];
}

/**
 * A folder and the folders in it are one box, so that the picture fits on a page. A package without
 * rooms is one box.
 * @param {Package} one
 */
function boxesOf({ rooms }) {
  return rooms.length > 0 ? [...new Set(rooms.map(boxOf))] : ['src'];
}

/** @param {string} room */
function boxOf(room) {
  return room.replace(/\/.*/, '');
}

/** @param {Arrow} arrow @param {boolean} isEssential */
function boxArrow({ from, to, imports }, isEssential) {
  const looks = isEssential ? `label=" ${imports}"` : `color="#c6ced6", tooltip="${imports}"`;
  return `  "${from}" -> "${to}" [${looks}];`;
}

/**
 * Graphviz draws arrows only between boxes; this one is cut off at the frames.
 * @param {Arrow} arrow
 */
function frameArrow({ from, to, imports }) {
  return `  "${lowest(from)}" -> "${highest(to)}" [ltail="cluster_${from}", lhead="cluster_${to}", label=" ${imports}", penwidth=2, fontsize=12];`;
}

/** @param {string} name */
function lowest(name) {
  const one = packageNamed(name);
  return `${name}/${boxesOf(one)[0]}`;
}

/** @param {string} name */
function highest(name) {
  const one = packageNamed(name);
  return `${name}/${boxesOf(one).at(-1)}`;
}

/** @param {string} name */
function packageNamed(name) {
  const found = packages.find((one) => one.name === name);
  if (!found) throw new Error(`no package ${name}`);
  return found;
}

/** @param {string} file */
function packageOf(file) {
  return packages.find(({ folder }) => file.startsWith(`${folder}/`));
}

/**
 * Files in no box are not drawn: the index of a package imports all rooms.
 * @param {string} file
 */
function boxOfFile(file) {
  const one = packageOf(file);
  const box = one && boxesOf(one).find((name) => file.startsWith(`${one.folder}/${name}/`));
  return box === undefined ? undefined : `${one?.name}/${box}`;
}
