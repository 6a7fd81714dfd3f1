import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import type { HostileKind } from './kinds';

/** Makes what is no plain text at a path. */
export type Make = (path: string, where: Where) => void;

/** Where things of a case lie, as texts and `Make`s name them. */
export interface Where {
  /** A folder outside of the workspace, whose files nobody may read: `@outside@` in a text. */
  readonly outside: string;
  /** The root of the workspace: `@workspace@` in a text. */
  readonly workspace: string;
}

/** Files by their path: a text, or what makes it; undefined: there is none, where one is made by default. */
export type HostileFiles = Readonly<Record<string, string | Buffer | Make | undefined>>;

/**
 * A repo that tries something. What `check` must tell of it stands in `expected/<kind>`, by its name.
 */
export interface HostileCase {
  readonly name: string;
  readonly kind: HostileKind;
  /** The files of the repo. By default it has a `nix-repo.json` and a `default.nix`. */
  readonly files: HostileFiles;
  /** The name of its folder; `evil` when left out. */
  readonly repo?: string;
  /** Files beside it, from the root of the workspace: what the owner of the registry says, git's. */
  readonly around?: HostileFiles;
  /** Words of what a person is told. */
  readonly says?: string;
  /** The registry is written, and Nix gives these values of it, by the JSON of an attribute path. */
  readonly values?: Readonly<Record<string, unknown>>;
  /** The registry is written, and Nix refuses this package (the JSON of its path) with these words. */
  readonly refused?: readonly [path: string, words: RegExp];
}

/** A pipe, which whoever opens it could wait for without end. */
export const pipe: Make = (path) => execFileSync('mkfifo', [path]);

/** A folder, where a file is looked for. */
export const folder: Make = (path) => mkdirSync(path);

/** A link to a target, in which `@outside@` and `@workspace@` stand for these. */
export function linkTo(target: string): Make {
  return (path, where) => symlinkSync(filled(target, where), path);
}

/** A text with the places of this run. */
export function filled(text: string, { outside, workspace }: Where): string {
  return text.replaceAll('@outside@', outside).replaceAll('@workspace@', workspace);
}

/** A package file in its shard. */
export function packageFile(name: string): string {
  return `by-name/${name.slice(0, 2)}/${name}/package.nix`;
}
