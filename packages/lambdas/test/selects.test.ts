import fc from 'fast-check';
import { describeWithNix } from '../../../tools/testing/find-nix';
import { loadParser, readPackageFile, type NixParser } from '../src';
import { valueOf } from './ask-nix';

const MEMBERS = ['a', 'b', 'c', 'or-d', 'e f'];

/** Bodies that take members out of `ps`, or hand it on, in many ways and at any depth. */
const { body } = fc.letrec<{ body: string; set: string }>((tie) => ({
  set: fc.oneof(
    { maxDepth: 3 },
    fc.constant('ps'),
    fc.constant('(ps)'),
    fc.constant('args.ps'),
    tie('body').map((inner) => `(let q = ${inner}; in ps)`),
  ),
  body: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom(...MEMBERS).map((name) => `ps.${JSON.stringify(name)}`),
    fc.tuple(tie('set'), fc.constantFrom('a', 'b', 'c')).map(([set, name]) => `${set}.${name}`),
    fc.constantFrom('a', 'b', 'c').map((name) => `(with ps; ${name})`),
    fc.constantFrom('a', 'b').map((name) => `(let inherit (ps) ${name}; in ${name})`),
    fc.constantFrom('a', 'b').map((name) => `(let p = ps; in p.${name})`),
    fc.constantFrom('a', 'b').map((name) => `(let ps = { a = 1; b = 2; }; in ps.${name})`),
    fc.constantFrom('a', 'b').map((name) => `(({ ps }: ps.${name}) { inherit ps; })`),
    fc.constantFrom('a', 'b').map((name) => `({ ps ? { a = 1; b = 1; } }: ps.${name}) { }`),
    fc.constant('(ps ? a && ps.a == 1)'),
    fc.constant('(ps.missing or ps.c)'),
    fc.constant('(builtins.attrValues (builtins.intersectAttrs { b = 1; } ps))'),
    fc.constantFrom('a', 'b').map((name) => `(rec { x = ps; y = x.${name}; }).y`),
    fc.constantFrom('a', 'b').map((name) => `ps.\${"${name}"}`),
    fc.constantFrom('a', 'b').map((name) => `(let n = "${name}"; in ps.\${n})`),
    fc.tuple(tie('body'), tie('body')).map(([x, y]) => `[ (${x}) (${y}) ]`),
    tie('body').map((inner) => `(with { inherit (ps) c; }; [ c (${inner}) ])`),
    tie('body').map((inner) => `(with ps; with { z = 1; }; [ a z (${inner}) ])`),
    tie('body').map((inner) => `"\${builtins.toJSON (${inner})}"`),
  ),
}));

describeWithNix('what a body takes out of a formal, by Nix', (nix) => {
  let parser: NixParser;
  beforeAll(async () => {
    parser = await loadParser();
  });

  /** Members that were not seen throw: where the reader says that it saw all, none may. */
  it('never needs a member that the reader did not see', () => {
    const lambdas: string[] = [];
    let refined = 0;
    fc.assert(
      fc.property(fc.tuple(fc.constantFrom('{ ps }', 'args@{ ps }'), body), ([head, text]) => {
        const source = `${head}: ${head === '{ ps }' ? text.replaceAll('args.ps', 'ps') : text}`;
        const { lambda, diagnostics } = readPackageFile(parser, Buffer.from(source));
        expect(diagnostics).toEqual([]);
        const selects = lambda!.formals[0]!.selects;
        if (!selects?.isAll) return;
        refined++;
        const seen = new Set(selects.members.map(({ path }) => path[0]));
        const set = MEMBERS.map((name) => {
          const quoted = JSON.stringify(name);
          return `${quoted} = ${seen.has(name) ? '1' : `throw ${JSON.stringify(`${name} was not seen`)}`};`;
        }).join(' ');
        lambdas.push(`(${source}) { ps = { ${set} }; }`);
      }),
      { numRuns: 500 },
    );
    expect(refined).toBeGreaterThan(50);
    // deepSeq: what Nix does not come to, it does not need.
    const all = lambdas.map((lambda) => `(${lambda})`).join('\n');
    expect(valueOf(nix, `builtins.deepSeq [ ${all} ] "fine"`)).toBe('fine');
  });
});

it.each([
  'f (with ps; [ a ])',
  'f { x = [ ] ++ (with ps; [ a ]); }',
  'let x = 1; in with ps; [ a ]',
  'if x then with ps; [ a ] else with ps; [ a ]',
  'x.y or (with ps; [ a ])',
])('is seen behind what could be a name too: %s', async (text) => {
  const parser = await loadParser();
  const { lambda } = readPackageFile(parser, Buffer.from(`{ x, f, ps }: ${text}`));
  const selects = lambda!.formals.find(({ name }) => name === 'ps')!.selects;
  expect(selects?.members.map(({ path }) => path)).toEqual([['a']]);
});

it('knows the file that is called, imported or not', async () => {
  const parser = await loadParser();
  const text = `{ callPackage }: [
    (callPackage ./a.nix { })
    (callPackage (import ./b.nix) { })
    (callPackage (import ./c.nix { }) { })
  ]`;
  const { lambda } = readPackageFile(parser, Buffer.from(text));
  expect(lambda!.calls!.map(({ file }) => file)).toEqual(['./a.nix', './b.nix', undefined]);
});
