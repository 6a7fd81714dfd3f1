import { Terminal } from '@xterm/headless';

/** What a text left on a terminal. */
export interface ScreenState {
  /** The lines without blanks at their ends. */
  readonly lines: readonly string[];
  /** Everything beside writing that it did: titles, bells, the clipboard, answers, modes, colours. */
  readonly did: readonly string[];
  readonly cursor: readonly [line: number, column: number];
}

/** Writes a text to an empty terminal, as a program's output that goes through a tty. */
export async function screenAfter(text: string): Promise<ScreenState> {
  const terminal = new Terminal({ cols: 2000, rows: 60, convertEol: true, allowProposedApi: true });
  const did: string[] = [];
  terminal.onTitleChange((title) => did.push(`title ${title}`));
  terminal.onBell(() => did.push('bell'));
  terminal.onData((answer) => did.push(`answer ${answer}`));
  for (const code of [4, 8, 10, 11, 52, 104, 133, 1337]) {
    terminal.parser.registerOscHandler(code, () => did.push(`osc ${code}`) > 0);
  }
  for (const final of ['m', 'H', 'J', 'K', 'A', 'r', 'h', 'l', 'n', 't']) {
    for (const prefix of ['', '?']) {
      const id = { final, ...(prefix && { prefix }) };
      terminal.parser.registerCsiHandler(id, () => did.push(`csi ${prefix}${final}`) > 0);
    }
  }
  terminal.parser.registerEscHandler({ final: 'c' }, () => did.push('reset') > 0);
  await new Promise<void>((resolve) => terminal.write(text, resolve));
  const { active } = terminal.buffer;
  const lines = Array.from({ length: active.length }, (_, i) =>
    active.getLine(i)!.translateToString(true),
  );
  while (lines.at(-1) === '') lines.pop();
  if (active.type !== 'normal') did.push('another buffer');
  const cursor = [active.baseY + active.cursorY, active.cursorX] as const;
  terminal.dispose();
  return { lines, did, cursor };
}
