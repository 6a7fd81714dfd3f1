/**
 * Limits progress to one line a second, and none in the first second: a quick task needs no
 * progress. The line is a function, called only when the line is printed.
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
 * Writes lines of progress to a stream; dim if it is a terminal with colours.
 *
 * @param {{ write(text: string): unknown, isTTY?: boolean }} stream
 * @param {string} name printed at the start of each line
 * @returns {(line: string) => void}
 */
export function progressLines(stream, name) {
  const coloured =
    stream.isTTY === true && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb';
  return (line) => {
    stream.write(coloured ? `\u001B[2m${name}: ${line}\u001B[22m\n` : `${name}: ${line}\n`);
  };
}
