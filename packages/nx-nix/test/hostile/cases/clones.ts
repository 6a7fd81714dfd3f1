import type { HostileKind } from '../kinds';

/** A clone that has, beside what can be committed, what git on this machine obeys. */
export interface HostileClone {
  readonly name: string;
  readonly kind: HostileKind;
  /** Arguments of `git config`, each with a value. `@run@` is a program that leaves a trace. */
  readonly config: readonly (readonly [name: string, value: string])[];
  /** What it has committed. */
  readonly files?: Readonly<Record<string, string>>;
  /** Names of hooks that leave a trace. */
  readonly hooks?: readonly string[];
  /** Whether an object of its last commit is missing, so that git would fetch it. */
  readonly lacksObject?: boolean;
  /** The config lies in a repository inside of it, as that of a submodule does. */
  readonly isInner?: boolean;
}

const clone = (
  name: string,
  config: HostileClone['config'],
  more: Partial<HostileClone> = {},
): HostileClone => ({
  name,
  kind: 'clones',
  config,
  ...more,
});

/** A partial clone, whose git fetches what is missing when it is asked for. */
const partial = (url: string): HostileClone['config'] => [
  ['extensions.partialClone', 'origin'],
  ['remote.origin.promisor', 'true'],
  ['remote.origin.url', url],
  ['core.repositoryFormatVersion', '1'],
];

export const CLONES: readonly HostileClone[] = [
  clone('a program that watches files', [['core.fsmonitor', '@run@']]),
  clone('a program that watches files, of a repository inside', [['core.fsmonitor', '@run@']], {
    isInner: true,
  }),
  clone('hooks', [], {
    hooks: [
      'post-index-change',
      'post-checkout',
      'reference-transaction',
      'pre-auto-gc',
      'fsmonitor-watchman',
    ],
  }),
  clone('hooks that lie elsewhere', [['core.hooksPath', '@workspace@/repos/evil/.git/hooks']], {
    hooks: ['post-index-change'],
  }),
  clone('a filter for files that are written', [['filter.x.smudge', '@run@']], {
    files: { '.gitattributes': '* filter=x\n' },
  }),
  clone('a filter for files that are read', [['filter.x.clean', '@run@']], {
    files: { '.gitattributes': '* filter=x\n' },
  }),
  clone(
    'a filter that stays',
    [
      ['filter.x.process', '@run@'],
      ['filter.x.required', 'true'],
    ],
    {
      files: { '.gitattributes': '* filter=x\n' },
    },
  ),
  clone('a filter whose name is odd', [['filter.a=b.c.smudge', '@run@']], {
    files: { '.gitattributes': '* filter=a=b.c\n' },
  }),
  clone('a filter by attributes that are not committed', [
    ['filter.x.smudge', '@run@'],
    ['core.attributesFile', '@attributes@'],
  ]),
  clone(
    'a program for differences',
    [
      ['diff.external', '@run@'],
      ['diff.x.textconv', '@run@'],
      ['diff.x.command', '@run@'],
    ],
    {
      files: { '.gitattributes': '* diff=x\n' },
    },
  ),
  clone('a pager, an editor, and what asks for passwords', [
    ['core.pager', '@run@'],
    ['pager.ls-tree', '@run@'],
    ['pager.status', '@run@'],
    ['core.editor', '@run@'],
    ['core.askPass', '@run@'],
    ['credential.helper', '!@run@'],
  ]),
  clone('commands of its own, with the names of git’s', [
    ['alias.ls-tree', '!@run@'],
    ['alias.status', '!@run@'],
    ['alias.read-tree', '!@run@'],
  ]),
  clone('a configuration elsewhere', [['include.path', '@config@']]),
  clone('a working tree that lies outside', [['core.worktree', '@outside@']]),
  clone(
    'a remote that is a program',
    [...partial('ext::@run@'), ['protocol.ext.allow', 'always']],
    { lacksObject: true },
  ),
  clone(
    'a remote behind a program',
    [...partial('ssh://127.0.0.1:1/x'), ['core.sshCommand', '@run@']],
    { lacksObject: true },
  ),
  clone(
    'a remote whose other end is a program',
    [...partial('file:///nowhere'), ['remote.origin.uploadpack', '@run@']],
    { lacksObject: true },
  ),
  clone(
    'submodules whose addresses are programs',
    [
      ['protocol.ext.allow', 'always'],
      ['submodule.recurse', 'true'],
      ['fetch.recurseSubmodules', 'true'],
    ],
    {
      files: {
        '.gitmodules': '[submodule "x"]\n\tpath = x\n\turl = ext::@run@\n\tupdate = !@run@\n',
      },
    },
  ),
];
