import { withoutColours } from '@nx-nix/resolver';

/**
 * Nix's `--log-format internal-json`: each line of standard error is `@nix ` and a JSON object: an
 * activity starts, stops or has a result, or there is a message. The numbers are `ActivityType` and
 * `ResultType` of Nix's `logging.hh`, the same from 2.8 to 2.34.
 */

const ACTIVITY = { builds: 104, build: 105, substitute: 108 } as const;
const RESULT = { logLine: 101, phase: 104, progress: 105 } as const;

/** An event of the log that says how the work proceeds. */
export type NixEvent =
  | { readonly kind: 'build'; readonly id: number; readonly drvPath: string }
  | {
      readonly kind: 'fetch';
      readonly id: number;
      readonly path: string;
      readonly from: string;
    }
  /** The activity that counts all builds. */
  | { readonly kind: 'builds'; readonly id: number }
  | {
      readonly kind: 'progress';
      readonly id: number;
      readonly done: number;
      readonly expected: number;
      readonly failed: number;
    }
  | { readonly kind: 'phase'; readonly id: number; readonly phase: string }
  | { readonly kind: 'log'; readonly id: number; readonly line: string }
  | { readonly kind: 'stop'; readonly id: number }
  /** `level` 0 is an error, 1 a warning, 3 information. */
  | { readonly kind: 'message'; readonly level: number; readonly text: string };

/**
 * Reads the event in one line; undefined for an event that is not used. A line in another format is
 * an error message: child processes of Nix print such lines.
 */
export function parseNixLine(line: string): NixEvent | undefined {
  if (!line.startsWith('@nix ')) return message(0, line);
  let content: Content;
  try {
    content = JSON.parse(line.slice('@nix '.length)) as Content;
  } catch {
    return message(0, line);
  }
  switch (content.action ?? '') {
    case 'start':
      return started(content);
    case 'result':
      return result(content);
    case 'stop':
      return { kind: 'stop', id: content.id! };
    case 'msg':
      return message(content.level ?? 0, content.msg ?? '');
    default:
      return undefined;
  }
}

interface Content {
  readonly action?: string;
  readonly id?: number;
  readonly type?: number;
  readonly level?: number;
  readonly msg?: string;
  readonly fields?: readonly (string | number)[];
}

function message(level: number, colourful: string): NixEvent | undefined {
  const text = withoutColours(colourful).trimEnd();
  return text === '' ? undefined : { kind: 'message', level, text };
}

function started({ id, type = 0, fields = [] }: Content): NixEvent | undefined {
  switch (type) {
    case ACTIVITY.build:
      return { kind: 'build', id: id!, drvPath: String(fields[0]) };
    case ACTIVITY.substitute:
      return { kind: 'fetch', id: id!, path: String(fields[0]), from: String(fields[1]) };
    case ACTIVITY.builds:
      return { kind: 'builds', id: id! };
    default:
      return undefined;
  }
}

function result({ id, type = 0, fields = [] }: Content): NixEvent | undefined {
  switch (type) {
    case RESULT.logLine:
      return { kind: 'log', id: id!, line: withoutColours(String(fields[0])) };
    case RESULT.phase:
      return { kind: 'phase', id: id!, phase: String(fields[0]) };
    case RESULT.progress: {
      const [done, expected, , failed] = fields.map(Number);
      return { kind: 'progress', id: id!, done: done!, expected: expected!, failed: failed! };
    }
    default:
      return undefined;
  }
}
