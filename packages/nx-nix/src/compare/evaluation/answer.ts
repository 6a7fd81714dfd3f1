/** What a side has at an attribute path, according to Nix. */
export type EvaluationAnswer =
  | { readonly kind: 'derivation'; readonly drvPath: string }
  /** A type of Nix's; of some sets, the names in them. */
  | { readonly kind: 'other'; readonly type: string; readonly names?: readonly string[] }
  | { readonly kind: 'absent' }
  /** It throws; Nix has to be asked again for what it says. */
  | { readonly kind: 'thrown' }
  | {
      readonly kind: 'fails';
      readonly reason: string;
      /** Whether it may go otherwise next time: for lack of time or memory. */
      readonly isPassing?: boolean;
    };

/** What is known of a set before its first package. */
export type Ready =
  | { readonly ready: true; readonly type: string; readonly takesSystem: boolean }
  /** There is no such `pkgsCross`; those that there are. */
  | { readonly ready: false; readonly crosses: readonly string[] };

/** Whether a package does not evaluate. */
export function isFailure(answer: EvaluationAnswer): boolean {
  return answer.kind === 'thrown' || answer.kind === 'fails';
}
