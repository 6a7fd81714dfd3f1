/** A file that the reader of a page writes, or a command with its output. */
export type Step =
  | { readonly file: string; readonly text: string }
  | { readonly command: string; readonly output: string };

/** The steps below a heading of a page; the reader begins in an empty folder. */
export interface PageSection {
  readonly title: string;
  readonly steps: readonly Step[];
}

/**
 * The sections of a Markdown page. A Nix block that begins with a comment is the file of that name.
 * In a `console` block, `$ ` begins a command; the lines after it are its output, in which `…`
 * stands for any text.
 * @throws Error for any other block
 */
export function pageSections(page: string): readonly PageSection[] {
  return page
    .split(/^## /m)
    .slice(1)
    .map((text) => ({ title: text.slice(0, text.indexOf('\n')), steps: stepsOf(text) }));
}

function stepsOf(section: string): readonly Step[] {
  const blocks = section.matchAll(/^```(\w+)\n([^]*?)^```$/gm);
  return [...blocks].flatMap(([, language, text]): readonly Step[] => {
    if (language === 'console') return commandsOf(text!);
    const file = /^# (\S+)\n/.exec(text!);
    if (language !== 'nix' || !file) throw new Error(`a block that nobody can run:\n${text}`);
    return [{ file: file[1]!, text: text! }];
  });
}

function commandsOf(block: string): readonly Step[] {
  return block
    .split(/^\$ /m)
    .slice(1)
    .map((text) => {
      const end = text.indexOf('\n');
      return { command: text.slice(0, end), output: text.slice(end + 1).replace(/\n$/, '') };
    });
}
