import { readFileSync } from 'node:fs';

/**
 * The output paths of a derivation, read from its file in the store
 * (`Derive([("out","/nix/store/…",…`). Empty if the file cannot be read, or if the paths are known
 * only after the build.
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
