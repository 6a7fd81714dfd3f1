import { isNativeError } from 'node:util/types';
import { NoRoomForParser } from '@nx-nix/lambdas';
import { FileTooLarge, NotARegularFile } from '@nx-nix/files';
import { ToolFailure } from './tool-failure';
import { UserError } from './user-error';

/**
 * Every thrown value as one of the two kinds that a person is told: what they can mend, or what
 * nx-nix could not do. Errors of the system that a person can mend (a full disk, no permission)
 * become sentences.
 */
export function toldError(thrown: unknown): UserError | ToolFailure {
  if (thrown instanceof UserError || thrown instanceof ToolFailure) return thrown;
  const sentence = systemSentence(thrown);
  return sentence === undefined ? new ToolFailure(thrown) : new UserError(sentence);
}

/** What the system's codes mean for a person; see errno(3). */
function systemSentence(thrown: unknown): string | undefined {
  if (!isNativeError(thrown)) return undefined;
  if (thrown instanceof NoRoomForParser) return thrown.message;
  if (thrown instanceof NotARegularFile || thrown instanceof FileTooLarge) {
    return `${thrown.message}: put a smaller, regular file in its place.`;
  }
  const { code, path, dest } = thrown as NodeJS.ErrnoException & { readonly dest?: string };
  const what = dest ?? path ?? 'a file';
  return code === undefined ? undefined : SENTENCES[code]?.(what);
}

const SENTENCES: Readonly<Record<string, (what: string) => string>> = {
  ENOSPC: (what) =>
    `The disk is full: there is no room to write ${what}. Make room, and run it again.`,
  EDQUOT: (what) =>
    `Your quota on this disk is used up: there is no room to write ${what}. Make room, and run it again.`,
  EIO: (what) =>
    `The system could not read or write ${what} (EIO): look at the disk, and run it again.`,
  EROFS: (what) => `${what} cannot be written: its file system is read-only.`,
  EACCES: denied,
  EPERM: denied,
  EMFILE: tooManyFiles,
  ENFILE: tooManyFiles,
};

function denied(what: string): string {
  return `Permission denied for ${what}: change who may read and write it, or run as who may.`;
}

function tooManyFiles(): string {
  return 'Too many files are open: raise the limit (`ulimit -n`), and run it again.';
}
