import { setTimeout as sleep } from 'node:timers/promises';
import { NotThere, Problem, sentence } from '../messages/problem.mjs';

/**
 * How patient a download is.
 *
 * @typedef {object} Patience
 * @property {number} [attempts] how often it is tried at all
 * @property {number} [silence] milliseconds without a byte after which an attempt is given up
 * @property {number} [pause] milliseconds before the second attempt; doubled each time
 * @property {number} [most] bytes after which it is given up: nobody has verified yet what arrives
 * @property {(bytes: number) => void} [arrived] called with the size of each piece that arrives
 */

/**
 * Downloads an http(s) address.
 *
 * @param {string} url
 * @param {Patience} [patience]
 * @returns {Promise<Buffer>}
 * @throws {NotThere} when the server answers that there is nothing
 * @throws {Problem} when all attempts fail
 */
export async function download(url, patience = {}) {
  const { attempts = 4, pause = 500 } = patience;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await downloadOnce(url, patience);
    } catch (thrown) {
      if (thrown instanceof NotThere || thrown instanceof Refused) throw thrown;
      if (attempt >= attempts) {
        throw new Problem(`Could not fetch ${url}: ${sentence(thrown)}.`, { cause: thrown });
      }
      await sleep(pause * 2 ** (attempt - 1));
    }
  }
}

/** The server rejects the request; a further attempt would not help. */
class Refused extends Problem {}

/**
 * @param {string} url
 * @param {Patience} patience
 */
async function downloadOnce(url, { silence = 30_000, most = Infinity, arrived }) {
  const abort = new AbortController();
  const giveUp = () =>
    abort.abort(new Error(`nothing arrived for ${Math.round(silence / 1000)} seconds`));
  let timer = setTimeout(giveUp, silence);
  try {
    const fetch = await fetchThroughProxy();
    const response = await fetch(url, { signal: abort.signal });
    if (!response.ok) await refuse(url, response);
    /** @type {Uint8Array[]} */
    const pieces = [];
    let size = 0;
    for await (const piece of response.body ?? []) {
      clearTimeout(timer);
      timer = setTimeout(giveUp, silence);
      pieces.push(piece);
      arrived?.(piece.length);
      size += piece.length;
      if (size > most) throw tooLong(url, most);
    }
    const whole = Buffer.concat(pieces);
    checkLength(response, whole);
    return whole;
  } catch (thrown) {
    throw abort.signal.aborted ? abort.signal.reason : thrown;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * @param {string} url
 * @param {number} most
 */
function tooLong(url, most) {
  return new Refused(
    `${url} is something else than it should be: it has more than ${most} bytes. Try again later, or take another mirror (NX_NIX_DEBIAN_MIRROR).`,
  );
}

/**
 * @param {string} url
 * @param {Pick<Response, 'status' | 'body'>} response
 */
async function refuse(url, { status, body }) {
  await body?.cancel();
  if (status === 404 || status === 410) throw new NotThere(`${url} is not there (${status}).`);
  const passing = status >= 500 || status === 408 || status === 429;
  if (passing) throw new Error(`the server answered ${status}`);
  throw new Refused(`Could not fetch ${url}: the server answered ${status}.`);
}

/**
 * NOTE: Node's fetch notices a body that is shorter than announced, but a proxy may hide that;
 * comparing the length is cheap.
 *
 * @param {Pick<Response, 'headers'>} response
 * @param {Buffer} whole
 */
function checkLength({ headers }, whole) {
  const announced = headers.get('content-length');
  if (announced === null || headers.has('content-encoding')) return;
  if (Number(announced) !== whole.length) {
    throw new Error(`it ended after ${whole.length} of ${announced} bytes`);
  }
}

/** @type {Promise<typeof globalThis.fetch> | undefined} */
let proxied;

/**
 * Node's own fetch, or undici's if the environment names a proxy, which Node 20's fetch does not
 * support.
 *
 * @returns {Promise<typeof globalThis.fetch>}
 */
async function fetchThroughProxy() {
  const named = ['http_proxy', 'https_proxy', 'HTTP_PROXY', 'HTTPS_PROXY'].some(
    (name) => process.env[name],
  );
  if (!named) return globalThis.fetch;
  proxied ??= import('undici').then(({ EnvHttpProxyAgent, fetch }) => {
    const dispatcher = new EnvHttpProxyAgent();
    const through = /** @type {unknown} */ (
      (/** @type {string} */ url, /** @type {object} */ init) => fetch(url, { ...init, dispatcher })
    );
    return /** @type {typeof globalThis.fetch} */ (through);
  });
  return proxied;
}
