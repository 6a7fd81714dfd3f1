import type { Place } from '../problems/problem';

/** What the registry takes from outside of the workspace: its base, a channel, somebody's flake. */
export interface ExternalInput {
  readonly name: string;
  /** A flake reference; what begins with `.` or `/` is a path, read in place and never locked. */
  readonly url: string;
  readonly kind: 'base' | 'channel' | 'flake';
  /** Of a flake: its inputs that are another external input of ours, by name. */
  readonly follows?: Readonly<Record<string, string>>;
  /** Where a repo names it. */
  readonly place: Place;
}

/** Whether it is read where it lies, and never locked. */
export function isInPlace({ url }: { readonly url: string }): boolean {
  return /^[./]/.test(url);
}
