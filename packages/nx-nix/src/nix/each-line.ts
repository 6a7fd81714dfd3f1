import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/**
 * The lines of a stream, without their ends. NOTE: `readline` also ends a line at a carriage
 * return and, in newer Node, at U+2028, which a builder may print: Nix's messages, one JSON text each, would come in pieces, the later ones
 * as the builder likes them.
 */
export async function* linesOf(stream: Readable): AsyncGenerator<string> {
  const decoder = new StringDecoder();
  // Pieces are put together at the end of the line, as a line may be as long as a builder likes.
  let pieces: string[] = [];
  for await (const chunk of stream) {
    const [first, ...more] = textOf(chunk, decoder).split('\n');
    pieces.push(first!);
    for (const next of more) {
      yield withoutReturn(pieces.join(''));
      pieces = [next];
    }
  }
  const last = pieces.join('') + decoder.end();
  if (last !== '') yield withoutReturn(last);
}

/** Calls `take` for each line of a stream; resolves when the stream ends. */
export async function eachLine(stream: Readable, take: (line: string) => void): Promise<void> {
  for await (const line of linesOf(stream)) take(line);
}

function textOf(chunk: unknown, decoder: StringDecoder): string {
  return typeof chunk === 'string' ? chunk : decoder.write(chunk as Buffer);
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
