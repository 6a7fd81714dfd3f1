/** The JSON that each command prints with `--json`; see docs/reference/json-output.md. */
export interface Envelope<Result> {
  readonly command: string;
  readonly project: string;
  readonly success: boolean;
  readonly problems: readonly Readonly<Record<string, unknown>>[];
  readonly error: { readonly kind: string; readonly message: string } | null;
  readonly result: Result;
}

/**
 * Finds the one JSON object in the output of Nx.
 * @throws Error when there is none, or several
 */
export function envelopeIn<Result = Readonly<Record<string, unknown>>>(
  stdout: string,
): Envelope<Result> {
  const lines = stdout.split('\n').filter((line) => line.startsWith('{"command"'));
  if (lines.length !== 1) throw new Error(`${lines.length} JSON objects in:\n${stdout}`);
  return JSON.parse(lines[0]!) as Envelope<Result>;
}
