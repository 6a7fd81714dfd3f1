/**
 * A function that passes on at most one line a second, and none in the first: what is quick needs no
 * progress. The line is a function, made only when it is wanted.
 *
 * @param {(line: string) => void} log
 * @returns {(line: () => string) => void}
 */
export function everySecond(log) {
  let last = performance.now();
  return (line) => {
    if (performance.now() - last < 1000) return;
    last = performance.now();
    log(line());
  };
}

/**
 * Writes lines of progress to a stream, dim where it is a terminal that shows colours.
 *
 * @param {{ write(text: string): unknown, isTTY?: boolean }} stream
 * @param {string} name said at the beginning of each line
 * @returns {(line: string) => void}
 */
export function progressLines(stream, name) {
  const coloured =
    stream.isTTY === true && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb';
  return (line) => {
    stream.write(coloured ? `\u001B[2m${name}: ${line}\u001B[22m\n` : `${name}: ${line}\n`);
  };
}
