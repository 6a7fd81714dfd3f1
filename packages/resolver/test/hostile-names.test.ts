import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { describeWithNix } from '../../../tools/testing/find-nix';
import { hasUnseen, hostileJsonText, hostileText } from '../../../tools/testing/hostile-text';
import { screenAfter } from '../../../tools/testing/terminal-screen';
import { temporaryFolder } from '../../../tools/testing/temporary-folder';
import { hasOtherCommand, readStep } from '../../../tools/testing/workflow-runner';
import { lineText, NixRefuses, pathText, problemText, registryFiles, type Problem } from '../src';
import { nixComment, nixDescription } from '../src/text/nix-text';
import { askNix } from './ask-nix';
import { wireFolder } from './wire-fixture';

/** Whatever files and fields of a repo are called, what is written of them can be read. */

/** A name that a file can have. */
const fileName = hostileText
  .map((text) => text.replace(/[/\0\p{Cs}]/gu, '-').slice(0, 60))
  .filter((name) => !name.startsWith('.') && name !== '');

type Files = Readonly<Record<string, string>>;

function workspaceOf(files: Files): string {
  const workspace = temporaryFolder('hostile-names');
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(workspace, 'repos', file)), { recursive: true });
    writeFileSync(join(workspace, 'repos', file), text);
  }
  return workspace;
}

/** A workspace whose `core` has packages of these names, and one with that path. */
function named(names: readonly string[], path: readonly string[], description: string): Files {
  return {
    'registry/nix-repo.json': JSON.stringify({ kind: 'registry', description }),
    'core/nix-repo.json': JSON.stringify({
      ...{ kind: 'core', layout: 'pkgs', description, technologies: [description] },
      ...{ attributes: { 'pkgs/a': path } },
    }),
    'core/pkgs/a/default.nix': '{ }: { }',
    ...Object.fromEntries(names.map((name) => [`core/pkgs/${name}/default.nix`, '{ a ? 1 }: a'])),
  };
}

/** The texts of an SVG, by the kind of element that they stand in. */
function textsOf(svg: string): Readonly<Record<string, readonly string[]>> {
  const parser = new SaxesParser({ xmlns: true });
  const texts: Record<string, string[]> = {};
  const open: string[] = [];
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    open.push(name);
    const title = attributes['xlink:title']?.value;
    if (title !== undefined) (texts['tooltip'] ??= []).push(title);
  });
  parser.on('closetag', () => void open.pop());
  parser.on('text', (text) => (texts[open.at(-1) ?? ''] ??= []).push(text));
  parser.write(svg).close();
  return texts;
}

const name = hostileJsonText.filter((text) => text !== '' && !/[\0\p{Cs}]/u.test(text));
const workspaces = fc
  .tuple(
    fc.uniqueArray(fileName, { minLength: 1, maxLength: 3 }),
    fc.array(name, { minLength: 1, maxLength: 2 }),
    name,
  )
  .map((parts) => named(...parts));

test('the drawing is XML, and has each name as a text', async () => {
  let drawn = 0;
  await fc.assert(
    fc.asyncProperty(workspaces, async (files) => {
      const { wiring, problems } = await wireFolder(workspaceOf(files));
      fc.pre(problems.length === 0);
      drawn++;
      const frame = { root: 'repos/registry', description: 'a', lib: { root: 'repos/lib' } };
      const { 'pkgs.svg': svg, 'pkgs.json': json } = await registryFiles(wiring, frame);
      const texts = textsOf(svg!);
      const labels = wiring.packages.map(({ path }) => lineLabel(path.at(-1)!));
      // Blanks at the ends, and several of them, are drawn as no-break spaces.
      const shown = texts['text']!.map((text) => text.replaceAll('\u00a0', ' '));
      for (const label of labels) expect(shown).toContain(label.replaceAll('\u00a0', ' '));
      expect(hasUnseen(svg!) || hasUnseen(json!)).toBe(false);
      expect(JSON.parse(json!).packages.map((pkg: { path: unknown }) => pkg.path)).toEqual(
        wiring.packages.map(({ path }) => path),
      );
    }),
    { numRuns: 60 },
  );
  expect(drawn).toBeGreaterThan(10);
});

/** A name as it is drawn. */
function lineLabel(label: string): string {
  return lineText(pathText([label]))
    .replaceAll('\\u005b', '[')
    .replaceAll('\\u003a', ':');
}

test('problems are paragraphs of ours, and nothing else', async () => {
  let told = 0;
  const damaged = fc
    .tuple(workspaces, fc.array(fc.tuple(hostileJsonText, hostileJsonText), { maxLength: 3 }), name)
    .map(([files, fields, formal]) => ({
      ...files,
      'core/nix-repo.json': JSON.stringify({ kind: 'core', ...Object.fromEntries(fields) }),
      'sig/nix-repo.json': JSON.stringify(
        Object.fromEntries(FIELDS.map((field) => [field, [formal, { [formal]: formal }]])),
      ),
      'more/nix-repo.json': JSON.stringify(
        Object.fromEntries(FIELDS.map((field) => [field, formal])),
      ),
      'registry/nix-repo.json': JSON.stringify({
        kind: 'registry',
        ...Object.fromEntries(REGISTRY_FIELDS.map((field) => [field, { [formal]: formal }])),
      }),
      'sig/pkgs/x/default.nix': `{ ${'a'} }: ${JSON.stringify(formal)}\n}`,
    }));
  await fc.assert(
    fc.asyncProperty(damaged, async (files) => {
      const { problems } = await wireFolder(workspaceOf(files));
      told += problems.length;
      await expectParagraphs(problems);
    }),
    { numRuns: 60 },
  );
  expect(told).toBeGreaterThan(500);
});

test('so is one of which each part is hostile', async () => {
  const parts = fc.tuple(fileName, hostileJsonText, hostileJsonText, hostileJsonText);
  await fc.assert(
    fc.asyncProperty(parts, async ([file, what, sentence, text]) => {
      const place = { file: `repos/${file}`, position: { line: 1, column: 1 } };
      await expectParagraphs([new NixRefuses(place, what, '2.0', sentence, text)]);
      // Its place begins the line.
      const [head] = problemText(new NixRefuses({ ...place, file }, '', '', '', '')).split('\n');
      expect(readStep(head!).commands).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

const FIELDS = [
  ...['description', 'technologies', 'url', 'layout', 'exclude', 'attributes', 'scopes', 'layers'],
  ...['stacked', 'kind'],
];
const REGISTRY_FIELDS = [
  ...['systems', 'cycles', 'ambient', 'base', 'baseNames', 'config', 'overlays', 'published'],
  ...['repos', 'grants'],
];

async function expectParagraphs(problems: readonly Problem[]): Promise<void> {
  const texts = problems.map((problem) => problemText(problem));
  const output = texts.join('\n\n');
  expect(hasUnseen(output)).toBe(false);
  expect(readStep(output)).toEqual({ commands: [], stoppedBy: undefined });
  expect(hasOtherCommand(output)).toBe(false);
  for (const text of texts) {
    const [head, ...more] = text.split('\n');
    expect(head).toMatch(/^repos\/.*: error\[[a-z0-9-]+\]: ./);
    expect(more.filter((line) => !line.startsWith('  '))).toEqual([]);
  }
  const { did, cursor } = await screenAfter(output);
  expect([did, cursor[0] > 0 || problems.length === 0]).toEqual([[], true]);
}

describeWithNix('generated Nix', (nix) => {
  test('has the names as they are, descriptions as people see them, and comments', async () => {
    const samples = fc.sample(hostileJsonText, { numRuns: 300, seed: 11 });
    const expression = `[ ${samples
      .map((text) => `${nixComment(text)}\n[ ${nixDescription(text)} ${nixComment(text)}\n ]\n`)
      .join(' ')} ]`;
    const said = askNix(nix, expression) as readonly (readonly string[])[];
    expect(said).toHaveLength(samples.length);
    said.forEach(([description, ...more], i) => {
      expect(more).toEqual([]);
      expect(hasUnseen(description!) || /[\n\t]/.test(description!)).toBe(false);
      if (!hasUnseen(samples[i]!) && !/[\n\t]/.test(samples[i]!)) {
        expect(description).toBe(samples[i]);
      }
    });
  });

  test('of a workspace can be read, and names its packages', async () => {
    let read = 0;
    for (const files of fc.sample(workspaces, { numRuns: 40, seed: 5 })) {
      const workspace = workspaceOf(files);
      const { wiring, problems } = await wireFolder(workspace);
      if (problems.length > 0) continue;
      const description = JSON.parse(files['core/nix-repo.json']!).description as string;
      const frame = { root: 'repos/registry', description, lib: { root: 'repos/lib' } };
      const texts = await registryFiles(wiring, frame);
      for (const [file, text] of Object.entries(texts)) {
        writeFileSync(join(workspace, 'repos/registry', file), text);
      }
      const at = join(workspace, 'repos/registry');
      const expression = `{
        inherit (import ${at}/names.nix) packages repos;
        inherit (import ${at}/flake.nix) description;
        pkgs = builtins.functionArgs (import ${at}/pkgs.nix);
        layers = builtins.functionArgs (import ${at}/layers.nix);
      }`;
      const said = askNix(nix, expression) as Readonly<Record<string, unknown>>;
      const top = new Set(
        wiring.packages.filter(({ path }) => path.length === 1).map((p) => p.path[0]),
      );
      expect(said['packages']).toEqual([...top]);
      expect(hasUnseen(said['description'] as string)).toBe(false);
      read++;
    }
    expect(read).toBeGreaterThan(10);
  });
});
