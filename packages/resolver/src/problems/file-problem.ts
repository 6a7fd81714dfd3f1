import { FileTooLarge, LeadsOutside, NotARegularFile } from '@nx-nix/files';
import { NotAFile } from './not-a-file';
import { OutsideRepo } from './outside-repo';
import type { Place, Problem } from './problem';
import { TooLarge } from './too-large';
import { UnreadableFile } from './unreadable-file';

/**
 * The problem of a file of a repo that could not be read.
 * @param error what one of the functions of packages/files threw, or the system
 */
export function fileProblem(place: Place, error: unknown): Problem {
  if (error instanceof LeadsOutside) return new OutsideRepo(place, error.shown);
  if (error instanceof FileTooLarge) return TooLarge.file(place, error.size, error.most);
  if (error instanceof NotARegularFile && error.kind !== 'a folder') {
    return new NotAFile(place, error.kind);
  }
  const { code, message } = error as NodeJS.ErrnoException;
  const [reason = message, hint] = REASONS[code ?? ''] ?? [];
  return new UnreadableFile(place, reason, hint);
}

const MANY_OPEN = [
  'too many files are open',
  'raise the limit (`ulimit -n`), and run it again',
] as const;

/** What the system's codes mean for a person; see errno(3). */
const REASONS: Readonly<Record<string, readonly [reason: string, hint?: string]>> = {
  EACCES: ['permission denied'],
  EPERM: ['permission denied'],
  ENOENT: ['the link leads nowhere'],
  ELOOP: ['the link leads back to where it comes from'],
  EISDIR: ['it is a folder'],
  NOT_A_REGULAR_FILE: ['it is a folder'],
  EMFILE: MANY_OPEN,
  ENFILE: MANY_OPEN,
  ENOMEM: ['there is no memory left', 'end other programs, or raise the limit (`ulimit -v`)'],
  EIO: ['the disk gives an error', 'look after the disk: its log says more'],
};
