import { leaving, packages, starters, testPaths, tools } from './rooms.mjs';

/** @typedef {import('./rooms.mjs').Package} Package */

/**
 * A rule of dependency-cruiser.
 *
 * @typedef {object} Rule
 * @property {string} name
 * @property {string} comment
 * @property {'error'} severity
 * @property {Readonly<Record<string, unknown>>} from
 * @property {Readonly<Record<string, unknown>>} to
 */

const fromTests = testPaths.join('|');

/**
 * Makes the rules of dependency-cruiser.
 * @returns {Rule[]} the rules that follow from the order of packages and rooms
 */
export function rules() {
  const all = [...packages, tools];
  return [
    rule(
      'no-circle',
      'files that import each other in a circle are one file',
      {},
      { circular: true },
    ),
    rule('found', 'an import leads to a file', {}, { couldNotResolve: true }),
    rule(
      'tests-only-for-tests',
      'what runs needs nothing of its tests',
      { pathNot: fromTests },
      { path: fromTests },
    ),
    rule(
      'source-only',
      'what is compiled is for Nx and for those who install it',
      {},
      { path: '^packages/[^/]+/dist/' },
    ),
    ...all.flatMap((one, index) => [
      ...downwards(one, all.slice(index + 1)),
      ...onlyDoor(one),
      ...inRooms(one),
      ...roomsOf(one),
      ...closedTo(one),
    ]),
    rule(
      'starts-processes',
      'processes are started by the room that knows the program: nix/start-nix.ts, git/',
      { path: '^packages/[^/]+/src/', pathNot: starters.map((file) => `^${file}`) },
      { path: '(^|/)node_modules/execa/|^(node:)?child_process$' },
    ),
    ...leaving.map(({ room, knows }) =>
      rule(
        `leaving-${room}`,
        `${room} is to leave tools, so it knows ${['itself', ...knows].join(' and ')} only`,
        { path: `^tools/${room}/`, pathNot: fromTests },
        { path: '^tools/', pathNot: `^tools/(${[room, ...knows].join('|')})/` },
      ),
    ),
  ];
}

/** @param {Package} lower @param {readonly Package[]} higher @returns {Rule[]} */
function downwards({ name, folder }, higher) {
  if (higher.length === 0) return [];
  return [
    rule(
      `below-${higher[0]?.name}`,
      `${name} knows nothing of ${higher.map((other) => other.name).join(', ')}`,
      { path: `^${folder}/` },
      { path: higher.map((other) => `^${other.folder}/`) },
    ),
  ];
}

/** Other packages may import only the index of a package. @param {Package} one @returns {Rule[]} */
function onlyDoor({ name, folder, onlyDoor: door }) {
  if (door === undefined) return [];
  return [
    rule(
      `door-of-${name}`,
      `what ${name} offers is in ${folder}/${door}`,
      { pathNot: [`^${folder}/`, fromTests] },
      { path: `^${folder}/`, pathNot: `^${folder}/${literally(door)}$` },
    ),
  ];
}

/**
 * The rules of a room do not concern a file outside of all rooms, so there is none. Two rules, as
 * each sees only one end of an import; knip tells a file with neither end.
 *
 * @param {Package} one @returns {Rule[]}
 */
function inRooms({ name, folder, rooms }) {
  const known = ['', ...rooms.map((room) => `${room}/`)];
  const outside = { path: `^${folder}/`, pathNot: `^${folder}/(${known.join('|')})[^/]+$` };
  const comment = `list the folder at its place among the rooms of ${name}, in tools/architecture/rooms.mjs`;
  return [
    rule(`folders-of-${name}`, comment, outside, {}),
    rule(`folders-of-${name}-imported`, comment, {}, outside),
  ];
}

/** @param {Package} one @returns {Rule[]} */
function roomsOf({ name, folder, rooms }) {
  return rooms.map((room, index) =>
    rule(
      `${name}/${room}`,
      `${[room, ...rooms.slice(0, index)].join(', ')}: nothing else of ${name} is below ${room}`,
      { path: `^${folder}/${room}/[^/]+$`, pathNot: fromTests },
      {
        path: [
          ...rooms.slice(index + 1).map((above) => `^${folder}/${above}/[^/]+$`),
          `^${folder}/[^/]+$`,
        ],
      },
    ),
  );
}

/** @param {Package} one @returns {Rule[]} */
function closedTo({ name, folder, closedTo: closed }) {
  if (closed.length === 0) return [];
  return [
    rule(
      `libraries-of-${name}`,
      `these are none of ${name}'s business`,
      { path: `^${folder}/` },
      { path: `(^|/)node_modules/(${closed.join('|')})/` },
    ),
  ];
}

/** @param {string} name @param {string} comment @param {Rule['from']} from @param {Rule['to']} to @returns {Rule} */
function rule(name, comment, from, to) {
  return { name, comment, severity: 'error', from, to };
}

/** @param {string} text */
function literally(text) {
  return text.replaceAll('.', '\\.');
}
