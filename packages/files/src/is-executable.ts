/**
 * Whether a file is a program for Nix: its owner may execute it (`S_IXUSR`). A Nix archive has this
 * one bit of a mode and no other, and git looks at the same bit. So a file that only its group may
 * execute is no program.
 */
export function isExecutable({ mode }: { readonly mode: number | bigint }): boolean {
  return (Number(mode) & 0o100) !== 0;
}
