import { gitEnvironment, notStarted } from './git-settings';

/**
 * What a repository's own configuration may say that makes git run a program, and what is said in its
 * place: another value, or that of another setting.
 */
const PROGRAMS: readonly (readonly [RegExp, string, of?: string])[] = [
  [/^filter\..*\.(?:smudge|clean|process)$/, ''],
  [/^filter\..*\.required$/, 'false'],
  [/^core\.sshcommand$/, 'ssh'],
  [/^core\.(?:gitproxy|askpass|alternaterefscommand)$/, ''],
  [/^credential\.(?:.*\.)?helper$/, ''],
  // NOTE: of several, git takes the first. It is run here for a folder only.
  [/^remote\..*\.uploadpack$/, 'never', 'protocol.file.allow'],
  [/^protocol\.(?:.*\.)?allow$/, 'never'],
];

// Why: docs/security.md#a-clone-has-more-than-its-files
/**
 * Variables that keep git from running what the repository that contains a folder has in its own
 * configuration: a clone that was handed on as a folder has it from somebody else. What the user and
 * the machine say stays.
 */
export async function ownProgramsOff(folder: string): Promise<Readonly<Record<string, string>>> {
  const { execa } = await import('execa');
  const args = ['config', '--show-scope', '--includes', '-z', '--get-regexp', '.'];
  // Of the same repository that git is run in, whatever a hook around us says.
  const env = gitEnvironment(undefined);
  const ran = await execa('git', args, { cwd: folder, env, stdin: 'ignore', reject: false });
  if (ran.exitCode !== 0 || notStarted(ran) !== undefined) return {};
  const parts = ran.stdout.split('\0');
  const said = Number(process.env['GIT_CONFIG_COUNT'] ?? 0);
  const pairs = new Map<string, string>();
  for (let i = 0; i + 1 < parts.length; i += 2) {
    const [name = ''] = parts[i + 1]!.split('\n', 1);
    const off = PROGRAMS.find(([pattern]) => pattern.test(name));
    if (off && ['local', 'worktree'].includes(parts[i]!)) pairs.set(off[2] ?? name, off[1]);
  }
  const variables = [...pairs].flatMap(([name, value], i) => [
    [`GIT_CONFIG_KEY_${said + i}`, name] as const,
    [`GIT_CONFIG_VALUE_${said + i}`, value] as const,
  ]);
  return pairs.size === 0
    ? {}
    : { ...Object.fromEntries(variables), GIT_CONFIG_COUNT: String(said + pairs.size) };
}
