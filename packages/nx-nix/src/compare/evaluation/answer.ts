/** What a side has at an attribute path. */
export type EvaluationAnswer =
  | { readonly kind: 'derivation'; readonly drvPath: string }
  /** The name of a Nix type; for some sets, the names in the set too. */
  | { readonly kind: 'other'; readonly type: string; readonly names?: readonly string[] }
  | { readonly kind: 'absent' }
  /** It throws. Its message is lost; Nix has to be asked again for it. */
  | { readonly kind: 'thrown' }
  | {
      readonly kind: 'fails';
      readonly reason: string;
      /** True if the next run may succeed, because time or memory was short. */
      readonly isPassing?: boolean;
    };

/** What is known of a set before its first package is evaluated. */
export type ProbedSet =
  | { readonly ready: true; readonly type: string; readonly takesSystem: boolean }
  /** The requested `pkgsCross` does not exist; `crosses` are those that do. */
  | { readonly ready: false; readonly crosses: readonly string[] };

/** True if a package does not evaluate. */
export function isFailure(answer: EvaluationAnswer): boolean {
  return answer.kind === 'thrown' || answer.kind === 'fails';
}
