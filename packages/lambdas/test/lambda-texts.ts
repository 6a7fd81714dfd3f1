import type fc from 'fast-check';

/** A package file that was put together from parts. */
export interface LambdaText {
  readonly text: string;
}

/** The files that tools/soak prints; `pipes` says whether `|>` is in them, which older Nixes refuse. */
export async function lambdaTexts({ pipes = true } = {}): Promise<fc.Arbitrary<LambdaText>> {
  const { lambdaText } = await import('../../../tools/soak/lambda-texts.mjs');
  return lambdaText({ pipes }) as unknown as fc.Arbitrary<LambdaText>;
}
