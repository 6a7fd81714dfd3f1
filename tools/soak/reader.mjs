/** @typedef {typeof import('@nx-nix/lambdas')} Lambdas */

/**
 * The reader that laws are checked with; it counts its steps.
 *
 * @typedef {object} Reader
 * @property {(bytes: Uint8Array, options?: import('@nx-nix/lambdas').PackageFileOptions) => import('@nx-nix/lambdas').PackageFile} readPackageFile
 * @property {(bytes: Uint8Array) => import('@nx-nix/lambdas').GroupFile} readGroupFile
 * @property {(bytes: Uint8Array) => import('@nx-nix/lambdas').OverlayFile} readOverlayFile
 * @property {(bytes: Uint8Array, position: import('@nx-nix/lambdas').Position) => Omit<import('@nx-nix/lambdas').PackageFile, 'delegate'>} readLambdaAt
 * @property {<T>(read: () => T) => { result: T, steps: number }} counted
 */

/**
 * Counts steps, which are more reliable than a clock: calls on nodes of syntax trees (through their
 * prototype), and parsed characters. Work inside of a regular expression or of the parser is not
 * counted.
 *
 * @param {Lambdas} lambdas
 * @returns {Promise<Reader>}
 */
export async function countingReader(lambdas) {
  const parser = await lambdas.loadParser();
  let steps = 0;
  countCalls(prototypeOfNodes(parser), (answers) => (steps += answers));
  const parse = parser.parse.bind(parser);
  parser.parse = (text, read) => {
    steps += text.length;
    return parse(text, read);
  };
  return {
    readPackageFile: (bytes, options) => lambdas.readPackageFile(parser, bytes, options),
    readGroupFile: (bytes) => lambdas.readGroupFile(parser, bytes),
    readOverlayFile: (bytes) => lambdas.readOverlayFile(parser, bytes),
    readLambdaAt: (bytes, position) => lambdas.readLambdaAt(parser, bytes, position),
    counted: (read) => {
      const before = steps;
      const result = read();
      return { result, steps: steps - before };
    },
  };
}

/** @param {import('@nx-nix/lambdas').NixParser} parser @returns {object} */
function prototypeOfNodes(parser) {
  return parser.parse('1', ({ rootNode }) => Object.getPrototypeOf(rootNode));
}

/**
 * @param {object} prototype
 * @param {(answers: number) => void} count
 */
function countCalls(prototype, count) {
  const told = (/** @type {unknown} */ answer) => {
    count(Array.isArray(answer) ? 1 + answer.length : 1);
    return answer;
  };
  for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
    const { get, value } = property;
    if (name === 'constructor' || !property.configurable) continue;
    if (get) {
      const counted = {
        ...property,
        get() {
          return told(get.call(this));
        },
      };
      Object.defineProperty(prototype, name, counted);
    } else if (typeof value === 'function') {
      const counted = {
        ...property,
        value(/** @type {unknown[]} */ ...args) {
          return told(value.apply(this, args));
        },
      };
      Object.defineProperty(prototype, name, counted);
    }
  }
}
