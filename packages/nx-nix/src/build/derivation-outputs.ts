import { readFileSync } from 'node:fs';

/**
 * The output paths of a derivation, from its file in the store (`Derive([("out","/nix/store/…",…`);
 * none where it cannot be read, or where they are only known after the build.
 */
export function derivationOutputs(drvPath: string): readonly string[] {
  let text: string;
  try {
    text = readFileSync(drvPath, 'utf8');
  } catch {
    return [];
  }
  const list = /^Derive\(\[((?:\("[^"]*","[^"]*","[^"]*","[^"]*"\),?)*)\]/.exec(text)?.[1] ?? '';
  const paths = [...list.matchAll(/\("[^"]*","([^"]*)"/g)].map(([, path]) => path!);
  return paths.includes('') ? [] : paths;
}
