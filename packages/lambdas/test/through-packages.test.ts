/** What a body takes out of a set that it reaches through a package, or is called with. */
import { ARGUMENT, loadParser, readPackageFile, type NixParser } from '../src';

let parser: NixParser;
beforeAll(async () => {
  parser = await loadParser();
});

/** The members of `python3` that a body uses, as text: `pkgs.idna`, `withPackages().idna`. */
function members(body: string, head = '{ python3, other }'): readonly string[] {
  const { lambda, diagnostics } = readPackageFile(parser, Buffer.from(`${head}: ${body}`));
  expect(diagnostics).toEqual([]);
  return [
    ...new Set(
      (lambda!.formals.find(({ name }) => name === 'python3')!.selects?.members ?? []).map(
        ({ path }) => path.map((name) => (name === ARGUMENT ? '()' : name)).join('.'),
      ),
    ),
  ].sort();
}

describe('what is taken out of a package', () => {
  it.each([
    ['a member of its set', 'python3.pkgs.idna', 'pkgs.idna'],
    ['by with', 'with python3.pkgs; [ idna six ]', 'pkgs.idna pkgs.six'],
    ['by with, in a list', 'other { deps = with python3.pkgs; [ idna ]; }', 'pkgs.idna'],
    ['through a let', 'let ps = python3.pkgs; in ps.idna', 'pkgs.idna'],
    ['through two', 'let p = python3; ps = p.pkgs; in ps.idna', 'pkgs.idna'],
    ['by inherit', '{ inherit (python3.pkgs) idna; }', 'pkgs.idna'],
    ['by inherit in a let', 'let inherit (python3.pkgs) idna; in idna', 'pkgs.idna'],
    ['by inherit of the set', 'let inherit (python3) pkgs; in pkgs.idna', 'pkgs.idna'],
    ['a function of its set', 'python3.pkgs.buildIt { a = 1; }', 'pkgs.buildIt'],
    ['a call of a file', 'python3.pkgs.callPackage ./x.nix { }', 'pkgs.callPackage'],
    ['of a variant', '(python3.override { a = other; }).pkgs.idna', 'override pkgs.idna'],
    [
      'of a variant with a name',
      'let py = python3.override { self = py; }; in with py.pkgs; [ idna ]',
      'override pkgs.idna',
    ],
    ['of one of two', '(if other then python3 else other).pkgs.idna', 'pkgs.idna'],
    ['of a let', '(let a = 1; in python3).pkgs.idna', 'pkgs.idna'],
  ])('%s', (_, body, expected) => {
    expect(members(body).join(' ')).toBe(expected);
  });

  it('also where a formal stands for it by default', () => {
    const head = '{ python3, python ? python3 }';
    expect(members('python.pkgs.idna', head)).toEqual(['pkgs.idna']);
  });

  it('also where the whole argument is handed on', () => {
    expect(members('f args python3.pkgs.idna', 'args@{ python3, f }')).toEqual(['pkgs.idna']);
  });
});

describe('what a function is called with', () => {
  const ALL = 'withPackages withPackages().idna';

  it.each([
    ['a member of its parameter', 'python3.withPackages (ps: [ ps.idna ])', ALL],
    ['by with', 'python3.withPackages (ps: with ps; [ idna ])', ALL],
    ['by formals', 'python3.withPackages ({ idna, ... }: [ idna ])', ALL],
    ['by inherit', 'python3.withPackages (ps: builtins.attrValues { inherit (ps) idna; })', ALL],
    ['behind parentheses', '(python3.withPackages) ((ps: [ ps.idna ]))', ALL],
    ['a function with a name', 'let f = ps: [ ps.idna ]; in python3.withPackages f', ALL],
    ['of a function with a name', 'let f = python3.withPackages; in f (ps: [ ps.idna ])', ALL],
    ['of a variant', '(python3.override { }).withPackages (ps: [ ps.idna ])', `override ${ALL}`],
    [
      'all of it, where it is handed on',
      'python3.withPackages (ps: other ps)',
      'withPackages withPackages()',
    ],
    [
      'all of it, where the function is not written',
      'python3.withPackages (import ./ps.nix)',
      'withPackages withPackages()',
    ],
    ['nothing, where it is no function', 'python3.withPackages { a = 1; }', 'withPackages'],
  ])('%s', (_, body, expected) => {
    expect(members(body).join(' ').replaceAll('.()', '()')).toBe(expected);
  });

  it('also of a formal itself', () => {
    expect(members('python3 (ps: [ ps.idna ])')).toEqual(['().idna']);
  });

  it('a default counts where nobody passes the function', () => {
    const head = '{ python3, extra ? ps: [ ps.idna ] }';
    expect(members('python3.withPackages extra', head)).toContain('withPackages.().idna');
  });
});
