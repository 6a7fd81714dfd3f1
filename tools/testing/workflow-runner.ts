/**
 * What GitHub's runner makes of the output of a step, by its documentation and its public code
 * (`ActionCommand.cs`, `ActionCommandManager.cs`): lines that are commands, and whether commands
 * still count at the end.
 */
export interface StepLog {
  readonly commands: readonly WorkflowCommand[];
  /** Set while `stop-commands` holds. */
  readonly stoppedBy: string | undefined;
}

/** A command, as the runner has read it. */
export interface WorkflowCommand {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

const NAMES = [
  ...['add-mask', 'add-matcher', 'add-path', 'debug', 'echo', 'endgroup', 'error', 'group'],
  ...['internal-set-repo-path', 'notice', 'remove-matcher', 'save-state', 'set-env', 'set-output'],
  ...['stop-commands', 'warning'],
];

/** Reads what a step printed. */
export function readStep(output: string): StepLog {
  const names = new Set(NAMES);
  const commands: WorkflowCommand[] = [];
  let stoppedBy: string | undefined;
  for (const line of output.split(/\r\n|\r|\n/)) {
    const command = byColons(line, names) ?? byHashes(line, names);
    if (!command) continue;
    if (stoppedBy !== undefined) {
      if (command.name !== stoppedBy) continue;
      names.delete(stoppedBy);
      stoppedBy = undefined;
    } else if (command.name === 'stop-commands') {
      stoppedBy = command.data.toLowerCase();
      names.add(stoppedBy);
      commands.push(command);
    } else {
      commands.push(command);
    }
  }
  return { commands, stoppedBy };
}

/** Whether an agent of Azure or a server of TeamCity would act on a line. */
export function hasOtherCommand(output: string): boolean {
  return /##\w*\[/i.test(output);
}

/** `::name key=value,…::data`, after any white space as .NET knows it. */
function byColons(line: string, names: ReadonlySet<string>): WorkflowCommand | undefined {
  const text = line.replace(/^[\s\u0085]+/, '');
  const end = text.indexOf('::', 2);
  if (!text.startsWith('::') || end < 0) return undefined;
  const escapes = { '%0D': '\r', '%0A': '\n', '%3A': ':', '%2C': ',', '%25': '%' };
  const data = unescaped(text.slice(end + 2), { '%0D': '\r', '%0A': '\n', '%25': '%' });
  return commandOf(text.slice(2, end), ',', data, escapes, names);
}

/** `##[name key=value;…]data`, anywhere in a line. */
function byHashes(line: string, names: ReadonlySet<string>): WorkflowCommand | undefined {
  const start = line.indexOf('##[');
  const end = start < 0 ? -1 : line.indexOf(']', start);
  if (end < 0) return undefined;
  const escapes = { '%3B': ';', '%0D': '\r', '%0A': '\n', '%5D': ']', '%25': '%' };
  return commandOf(
    line.slice(start + 3, end),
    ';',
    unescaped(line.slice(end + 1), escapes),
    escapes,
    names,
  );
}

function commandOf(
  head: string,
  separator: string,
  data: string,
  escapes: Readonly<Record<string, string>>,
  names: ReadonlySet<string>,
): WorkflowCommand | undefined {
  const [, written = '', list = ''] = /^([^ ]*) ?([^]*)$/.exec(head) ?? [];
  const name = written.toLowerCase();
  if (!names.has(name)) return undefined;
  const properties: Record<string, string> = {};
  for (const property of list.trim().split(separator)) {
    const at = property.indexOf('=');
    if (at > 0) properties[property.slice(0, at)] = unescaped(property.slice(at + 1), escapes);
  }
  return { name, properties, data };
}

function unescaped(text: string, escapes: Readonly<Record<string, string>>): string {
  return Object.entries(escapes).reduce((left, [from, to]) => left.replaceAll(from, to), text);
}
