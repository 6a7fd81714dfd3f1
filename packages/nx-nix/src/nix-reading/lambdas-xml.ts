import { parser } from 'sax';
import type { NixPosition } from '../nix/nix-error';

/** The head of a function, from Nix's XML. Its formals come from `functionArgs`. */
export interface NixFunction {
  /** Undefined if the function is in no file. */
  readonly at: NixPosition | undefined;
  readonly ellipsis: boolean;
  readonly universal: string | undefined;
}

/** One answer: a parsed JSON text, and the function beside it. */
export interface XmlAnswer {
  readonly told: unknown;
  readonly function: NixFunction | undefined;
}

/**
 * Parses the output of `nix-instantiate --eval --strict --xml` for a list of such pairs.
 * @throws Error when it is no XML
 */
export function readAnswers(xml: string): readonly XmlAnswer[] {
  const answers: { told: unknown; function: NixFunction | undefined }[] = [];
  const reader = parser(true);
  // NOTE: sax rejects texts of more than 64 KiB, to protect streams. This text is in memory anyway.
  Object.assign(reader, { bufferCheckPosition: Infinity });
  reader.onerror = (error) => {
    throw error;
  };
  reader.onopentag = ({ name, attributes }) => {
    const given = attributes as Readonly<Record<string, string | undefined>>;
    const last = answers.at(-1);
    if (name === 'string') {
      answers.push({ told: JSON.parse(given['value'] ?? ''), function: undefined });
    } else if (name === 'function' && last) {
      last.function = { at: positionOf(given), ellipsis: false, universal: undefined };
    } else if ((name === 'varpat' || name === 'attrspat') && last?.function) {
      const { at } = last.function;
      last.function = { at, ellipsis: given['ellipsis'] === '1', universal: given['name'] };
    }
  };
  reader.write(xml).close();
  return answers;
}

function positionOf(given: Readonly<Record<string, string | undefined>>): NixPosition | undefined {
  const { path, line, column } = given;
  return path === undefined
    ? undefined
    : { file: path, line: Number(line), column: Number(column) };
}
