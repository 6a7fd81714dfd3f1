import { propertySeed } from '../../../tools/testing/property-seed';
import { describeWithNix, type NixForTests } from '../../../tools/testing/find-nix';
import fc from 'fast-check';
import {
  ARGUMENT,
  loadParser,
  readOverlayFile,
  type NixParser,
  type OverlayFile,
  type OverlayUses,
} from '../src';
import { placesInherited, valueOf, writeFiles } from './ask-nix';
import { generatedOverlay } from './generated-overlays';

let parser: NixParser;
beforeAll(async () => {
  parser = await loadParser();
});

/** Paths that are at hand; `[]` is everything. */
type Paths = readonly (readonly string[])[];

/** What is asked of one file: of whose members `final` and `prev` have which, and what is looked at. */
interface Question {
  readonly file: string;
  readonly final: Paths;
  readonly previous: Paths;
  /** What is not at hand, whatever the above say. */
  readonly without?: readonly string[];
  readonly flag: boolean;
  /** The attribute or member that is evaluated; absent for the names. */
  readonly path?: readonly string[];
  readonly isDeep?: boolean;
}

/**
 * For each question what Nix says: names with their places, or whether the value can be had of what is at
 * hand. One process for all of them.
 */
function ask(nix: NixForTests, questions: readonly Question[]): unknown[] {
  const [list] = writeFiles([JSON.stringify(questions)]);
  const expression = `
    let
      isPrefix = short: long: builtins.genList (i: builtins.elemAt long i) (builtins.length short) == short;
      has = paths: path: builtins.any (one:
        let n = builtins.length one; m = builtins.length path; in
        if n <= m then isPrefix one path else isPrefix path one) paths;
      lib = rec {
        optionalAttrs = c: set: if c then set else { };
        composeExtensions = f: g: final: prev:
          let fApplied = f final prev; prev' = prev // fApplied; in fApplied // g final prev';
        foldr = f: end: list:
          if list == [ ] then end else f (builtins.head list) (foldr f end (builtins.tail list));
        recursiveUpdate = a: b: a // builtins.mapAttrs (name: value:
          if builtins.isAttrs value && builtins.isAttrs (a.\${name} or null)
          then recursiveUpdate a.\${name} value else value) b;
        composeManyExtensions = builtins.foldl' composeExtensions (final: prev: { });
      };
      answer = { file, final, previous, without ? null, flag, path ? null, isDeep ? false }:
        let
          sets = which: paths:
            let
              at = path: value:
                if without != null && isPrefix without ([ which ] ++ path) || !(has paths path)
                then throw "not at hand"
                else value;
              hidden = path: value:
                if without == [ which ] ++ path then throw "not at hand" else value;
              extend = ps: rec {
                overrideScope = f: let new = ps // f final'.ps ps; in new // extend new;
                override = change:
                  overrideScope (if builtins.isFunction change then change { } else change).overrides;
              };
              own = {
              a = at [ "a" ] 1;
              b = at [ "b" ] 2;
              c = at [ "c" ] 3;
              flag = at [ "flag" ] flag;
              s = hidden [ "s" ] {
                x = at [ "s" "x" ] 4;
                y = at [ "s" "y" ] 5;
                flag = at [ "s" "flag" ] flag;
              };
              ps = hidden [ "ps" ] {
                x = at [ "ps" "x" ] 6;
                y = at [ "ps" "y" ] 7;
                override = at [ "ps" "override" ] (extend own.ps).override;
                overrideScope = at [ "ps" "overrideScope" ] (extend own.ps).overrideScope;
              };
              lib = hidden [ "lib" ] (builtins.mapAttrs (name: at [ "lib" name ]) lib);
              callPackage = at [ "callPackage" ] (f: args:
                f (builtins.intersectAttrs (builtins.functionArgs f) final' // args));
              };
            in
            hidden [ ] own;
          final' = sets "final" final;
          prev' = sets "previous" previous;
          set = import file { inherit lib; } final' prev';
          value = builtins.foldl' (from: name: from.\${name}) set path;
          names = builtins.attrNames set;
        in
        builtins.tryEval (
          if path == null
          then builtins.deepSeq names (map (name:
            let at = builtins.unsafeGetAttrPos name set; in if at == null then [ name 0 0 ] else [ name at.line at.column ]) names)
          else (if isDeep then builtins.deepSeq else builtins.seq) value true);
    in
    map (question: let result = answer question; in if result.success then result.value else false)
      (builtins.fromJSON (builtins.readFile ${list}))`;
  return valueOf(nix, expression) as unknown[];
}

const all: Paths = [[]];
const paths = (references: OverlayUses['final']): Paths =>
  references.map(({ path }) => {
    // What a function is called with is no attribute, and Nix cannot be asked for it.
    const called = path.indexOf(ARGUMENT);
    return called < 0 ? path : path.slice(0, called);
  });

interface Read {
  readonly text: string;
  readonly file: string;
  readonly read: OverlayFile;
}

describeWithNix('overlays, by Nix', (nix) => {
  let overlays: readonly Read[];
  beforeAll(() => {
    const numRuns = Number(process.env['NX_NIX_PROPERTY_RUNS'] ?? 1000);
    const seed = propertySeed();
    const texts = fc.sample(generatedOverlay, { numRuns, seed });
    const files = writeFiles(texts);
    overlays = texts.map((text, i) => {
      const read = readOverlayFile(parser, Buffer.from(text));
      return { text, file: files[i]!, read };
    });
  });

  /** Asks the questions of each overlay, and says which answers are wrong. */
  function wrong<T extends Question>(
    questionsOf: (overlay: Read) => readonly T[],
    isRight: (question: T, answer: unknown, overlay: Read) => boolean,
  ): { readonly asked: number; readonly wrong: readonly unknown[] } {
    const questions = overlays.flatMap((overlay) =>
      questionsOf(overlay).map((question) => ({ overlay, question })),
    );
    const answers = ask(
      nix,
      questions.map(({ question }) => question),
    );
    const failed = questions
      .map((one, i) => ({ ...one, answer: answers[i] }))
      .filter(({ overlay, question, answer }) => !isRight(question, answer, overlay))
      .sort((a, b) => a.overlay.text.length - b.overlay.text.length);
    const told = failed.map(({ overlay: { text, read }, question, answer }) => [
      ...[text, { ...question, file: '' }, answer],
      read,
    ]);
    return { asked: questions.length, wrong: told.slice(0, 1) };
  }

  it('are read without diagnostics', () => {
    const withDiagnostics = overlays.filter(({ read }) => read.diagnostics.length > 0);
    expect(withDiagnostics.map(({ text, read }) => [text, read.diagnostics]).slice(0, 1)).toEqual(
      [],
    );
  });

  it('set no other attributes, and all that are not conditional, where they are said to be', () => {
    const ofBoth = ({ file }: Read): Question[] =>
      [true, false].map((flag) => ({ file, final: all, previous: all, flag }));
    const isPlacing = placesInherited(nix);
    const { wrong: found } = wrong(ofBoth, (_, answer, { text, read }) => {
      const names = answer as [string, number, number][];
      // With `prev // …` all names of prev are there.
      const isOver = /: \S+ \/\/ |lib.recursiveUpdate/.test(text);
      const known = new Map(read.sets.map((one) => [one.name, one]));
      const isKnown = names.every(([name]) => known.has(name) || isOver);
      const present = new Map(names.map(([name, line, column]) => [name, `${line}:${column}`]));
      const isPlaced = read.sets.every(({ name, isConditional, position }) => {
        const place = present.get(name);
        if (isConditional) return true;
        // Of two that win by turns, one is told of.
        return /if |optionalAttrs|recursiveUpdate/.test(text) ||
          (text.includes('inherit') && !isPlacing)
          ? place !== undefined
          : place === `${position.line}:${position.column}`;
      });
      return isKnown && isPlaced;
    });
    expect(found).toEqual([]);
  });

  it('need nothing of final and prev that was not seen', () => {
    const questionsOf = ({ text, file, read: { sets, names } }: Read): Question[] =>
      [true, false].flatMap((flag) =>
        sets.flatMap((attribute) => {
          const ask = (uses: readonly Pick<OverlayUses, 'final' | 'previous'>[]) => ({
            ...{ file, flag },
            final: [names, ...uses].flatMap(({ final }) => paths(final)),
            previous: [names, ...uses].flatMap(({ previous }) => paths(previous)),
          });
          const { name, members } = attribute;
          // Of two sets that are there by turns, the head is what both are made of.
          const isOneOfTwo = /if |optionalAttrs/.test(text);
          const inside = (members?.members ?? [])
            .filter(({ isConditional }) => !isConditional)
            .map((member) => ({
              ...ask([isOneOfTwo ? attribute : attribute.head, member]),
              ...{ path: member.path, isDeep: true },
            }));
          const isDeep = members?.isExtension !== true;
          const own = { ...ask([attribute]), path: [name], isDeep };
          return attribute.isConditional ? [] : [own, ...inside];
        }),
      );
    const { asked, wrong: found } = wrong(questionsOf, (_, answer) => answer === true);
    expect(found).toEqual([]);
    expect(asked).toBeGreaterThan(overlays.length);
  });

  it('are made of what is said to be their head', () => {
    const questionsOf = ({ file, read: { sets } }: Read): (Question & { without: string[] })[] =>
      [true, false].flatMap((flag) =>
        sets
          .filter(({ isConditional }) => !isConditional)
          .flatMap(({ name, head }) =>
            (['final', 'previous'] as const).flatMap((which) =>
              paths(head[which]).map((path) => ({
                ...{ file, final: all, previous: all, flag, path: [name] },
                without: [which, ...path],
              })),
            ),
          ),
      );
    const { asked, wrong: found } = wrong(questionsOf, (_, answer) => answer === false);
    expect(found).toEqual([]);
    expect(asked).toBeGreaterThan(overlays.length / 4);
  });

  it('have names that depend on final where that is said, and only there', () => {
    const counts = { certain: 0, none: 0 };
    const withoutFinal = ({ file }: Read): Question[] =>
      [true, false].map((flag) => ({
        ...{ file, final: all, previous: all, flag },
        without: ['final'],
      }));
    const { wrong: found } = wrong(withoutFinal, (_, answer, { read: { names } }) => {
      if (names.final.length === 0) counts.none++;
      if (names.final.length === 0) return answer !== false;
      const isCertain = names.final.some(({ isUncertain }) => !isUncertain);
      if (isCertain) counts.certain++;
      return !isCertain || answer === false;
    });
    expect(found).toEqual([]);
    expect(Math.min(counts.certain, counts.none)).toBeGreaterThan(overlays.length / 20);
  });
});
