import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** Calls `take` for each line of a stream; resolves when the stream ends. */
export async function eachLine(stream: Readable, take: (line: string) => void): Promise<void> {
  for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) take(line);
}
