import { linesWithoutUnseen } from './unseen-characters';

/** A text from a repo as a message of SARIF, in which `[text](target)` would be a link. */
export function sarifMessage(text: string): string {
  return linesWithoutUnseen(text).replace(/\[(?=[^\]]*\]\()/g, '\\[');
}

/** A path from the workspace root as a relative reference (RFC 3986). */
export function relativeReference(path: string): string {
  return path
    .replace(/\p{Cs}/gu, '\uFFFD')
    .split('/')
    .map(encodeURIComponent)
    .join('/');
}
