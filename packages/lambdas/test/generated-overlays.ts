import fc from 'fast-check';

/** What names mean where a part of an overlay stands. */
interface Around {
  /** Names of package sets, or of what has their members. */
  readonly sets: readonly string[];
  /** Names of values, by `let`, `rec` or a parameter. */
  readonly values: readonly string[];
  /** Names whose own definition this is in, which would never end. */
  readonly forbidden: readonly string[];
  readonly depth: number;
}

/** Names at top level of `final` and `prev` that are plain values. */
const plainNames = ['a', 'b', 'c'] as const;

/** Prints an overlay by numbers that decide what comes next, so that a shorter list is a smaller text. */
class Printer {
  private next = 0;

  constructor(private readonly tape: readonly number[]) {}

  file(): string {
    const overlay = this.overlay({ sets: [], values: [], forbidden: [], depth: 5 }, true);
    return `{ lib, ... }: ${overlay}`;
  }

  /** NOTE: a set that is changed may come out whole, but on the left alone. */
  private overlay(around: Around, isFirst = false): string {
    const [final, previous] = this.pick([
      ['final', 'prev'],
      ['self', 'super'],
      ['final', 'old'],
      ['_', 'prev'],
      ["x'", 'y-z'],
    ] as const);
    const sets = [final, previous, previous].filter((name) => name !== '_');
    const inside = { ...around, sets: [...around.sets.slice(0, 1), ...sets] };
    const set =
      isFirst && this.upTo(6) === 0
        ? `lib.recursiveUpdate ${previous} ${this.set(inside)}`
        : this.set(inside);
    return `${final}: ${previous}: ${isFirst ? this.pick(['', '', `${previous} // `]) : ''}${set}`;
  }

  private set(around: Around): string {
    const inner = { ...around, depth: around.depth - 1 };
    if (around.depth <= 0) return this.literal(around);
    const of = this.one(around.sets);
    return this.pick<() => string>([
      () => this.literal(inner),
      () => this.literal(inner),
      () => `(${this.set(inner)} // ${this.set(inner)})`,
      () => `(${this.optionalAttrs(of)} ${this.condition(around)} ${this.set(inner)})`,
      () => `(if ${this.condition(around)} then ${this.set(inner)} else ${this.set(inner)})`,
      () => `(assert ${this.condition(around)} || true; ${this.set(inner)})`,
      () => `(with ${of}; ${this.set(inner)})`,
      () => this.let(inner, (inside) => this.set(inside)),
      () => {
        const name = this.fresh('p', around);
        return `((${name}: ${this.set({ ...inner, sets: [...inner.sets, name] })}) ${of})`;
      },
      () => {
        const inside = this.set({ ...inner, values: [...inner.values, 'a'] });
        return `(({ a, zz ? ${this.value(inner)}, ... }: ${inside}) ${of})`;
      },
      () => `((${this.overlay(inner)}) ${this.one(around.sets)} ${of})`,
      () => {
        const [first, second] = [this.overlay(inner), this.overlay(inner)];
        const sets = `${this.one(around.sets)} ${of}`;
        return this.pick([
          `(lib.composeExtensions (${first}) (${second}) ${sets})`,
          `(lib.composeManyExtensions [ (${first}) (${second}) ] ${sets})`,
          `(lib.foldr lib.composeExtensions (_: _: { }) [ (${first}) (${second}) ] ${sets})`,
          `(builtins.foldl' lib.composeExtensions (_: _: { }) [ (${first}) (${second}) ] ${sets})`,
          `(let both = lib.composeManyExtensions [ (${first}) (${second}) ]; in both ${sets})`,
        ]);
      },
    ])();
  }

  private optionalAttrs(set: string): string {
    return this.pick([
      'lib.optionalAttrs',
      'lib.optionalAttrs',
      `${set}.lib.optionalAttrs`,
      '(with lib; optionalAttrs)',
      '(let inherit (lib) optionalAttrs; in optionalAttrs)',
      `(let inherit (${set}) lib; in lib.optionalAttrs)`,
    ]);
  }

  private literal(around: Around): string {
    const isRecursive = this.upTo(4) === 0;
    const names = this.some(['a', 'b', 'n', 'm', 'ps']);
    const known: string[] = [];
    const bindings = names.map((name, index) => {
      const inside: Around = isRecursive
        ? {
            ...around,
            values: [...around.values.filter((one) => !names.includes(one)), ...known],
            forbidden: [...around.forbidden, ...names.slice(index)],
          }
        : around;
      if (name !== 'ps') known.push(name);
      return this.binding(name, inside, isRecursive ? around : inside);
    });
    return `${isRecursive ? 'rec ' : ''}{ ${bindings.join(' ')} }`;
  }

  private binding(name: string, around: Around, outside: Around): string {
    if (name === 'ps') return this.extension(around);
    const of = this.one(around.sets);
    const isPlain = (plainNames as readonly string[]).includes(name);
    return this.pick<() => string>([
      () => `${name} = ${this.value(around)};`,
      () => `${name} = ${this.value(around)};`,
      () => (isPlain ? `inherit (${of}) ${name};` : `${name} = ${this.value(around)};`),
      () => (outside.values.includes(name) ? `inherit ${name};` : `${name} = 1;`),
      () => `${name}.k = ${this.value(around)}; ${name}.l.m = ${this.value(around)};`,
      () => `${name} = { k = ${this.value(around)}; inherit (${of}) c; };`,
      () => `"${name}" = ${of}.s // { k = ${this.value(around)}; };`,
    ])();
  }

  private extension(around: Around): string {
    const of = this.one(around.sets);
    const [self, previous] = this.pick([
      ['inner', 'outer'],
      ['pyfinal', 'pyprev'],
    ] as const);
    const member = (): string =>
      this.pick<() => string>([
        () => `${this.one([self, previous])}.x`,
        () => `(with ${self}; [ x y ])`,
        () => this.value(around),
      ])();
    const names = this.some(['j', 'k']);
    const members = names.map((name) => `${name} = ${member()};`);
    const before = this.one([...names, 'x']);
    const overlay = `${self}: ${previous}: { ${members.join(' ')} }`;
    return this.pick([
      `ps = ${of}.ps.overrideScope (${overlay});`,
      `ps = (${of}.ps.overrideScope (${overlay})).overrideScope (inner: outer: { m = outer.${before}; });`,
      `ps = ${of}.ps.override { overrides = ${overlay}; };`,
      `ps = ${of}.ps.override (was: { x = was; overrides = ${overlay}; });`,
    ]);
  }

  private let(around: Around, body: (inside: Around) => string): string {
    const names = this.some(['a', 'k', 'n']);
    const known: string[] = [];
    const bindings = names.map((name, index) => {
      const inside = {
        ...around,
        values: [...around.values.filter((one) => !names.includes(one)), ...known],
        forbidden: [...around.forbidden, ...names.slice(index)],
      };
      known.push(name);
      return `${name} = ${this.value(inside)};`;
    });
    const alias = this.fresh('q', around);
    const of = this.one(around.sets);
    const inside = {
      ...around,
      sets: [...around.sets, alias],
      values: [...around.values, ...names],
    };
    return `(let ${bindings.join(' ')} ${alias} = ${of}; in ${body(inside)})`;
  }

  private condition(around: Around): string {
    const of = this.one(around.sets);
    const inner = { ...around, depth: around.depth - 1 };
    const plain = ['true', 'false', `${of}.flag`, `${of}.s.flag`, `(${of} ? a)`, `(${of} ? zz)`];
    if (around.depth <= 0) return this.pick(plain);
    return this.pick<() => string>([
      () => this.pick(plain),
      () => `(!${this.condition(inner)})`,
      () => `(${this.condition(inner)} && ${this.condition(inner)})`,
      () => `(${this.condition(inner)} || ${this.condition(inner)})`,
      () => `(with ${of}; flag)`,
      () => `(${of}.zz or ${of}.flag)`,
      () => `(if ${this.condition(inner)} then ${this.condition(inner)} else true)`,
      () => `((x: true) ${of}.flag)`,
      () => `("\${toString ${of}.c}" == "1")`,
      () => `((f: f ${of}) (p: p.flag))`,
      () => this.let(inner, (inside) => this.condition(inside)),
    ])();
  }

  private value(around: Around): string {
    const of = this.one(around.sets);
    const plain = [
      ...['1', `${of}.a`, `${of}.b`, `${of}.s.x`, `(${of}.s).y`, `${of}.ps.x`],
      ...around.values.filter((name) => !around.forbidden.includes(name)),
    ];
    if (around.depth <= 0) return this.pick(plain);
    const inner = { ...around, depth: around.depth - 1 };
    const bare = plainNames.filter((name) => !around.forbidden.includes(name));
    return this.pick<() => string>([
      () => this.pick(plain),
      () => this.pick(plain),
      () => `[ ${this.value(inner)} ${this.value(inner)} ]`,
      () => `{ k = ${this.value(inner)}; }`,
      () => `(if ${this.condition(inner)} then ${this.value(inner)} else ${this.value(inner)})`,
      () => `(with ${of}; [ ${this.one(['1', ...bare])} ${this.value(inner)} ])`,
      () => `(with ${this.one(around.sets)}; with ${of}.s; [ x ${this.one(['1', ...bare])} ])`,
      () => `(let inherit (${of}) c; in [ c ${this.value(inner)} ])`,
      () => `${of}.\${"b"}`,
      () => `(let key = "c"; in ${of}.\${key})`,
      () => `(${of}.zz or ${this.value(inner)})`,
      () => `(${of}.c or ${this.value(inner)})`,
      () => `(({ a, zz ? ${this.value(inner)}, ... }: [ a zz ]) ${of})`,
      () => `((f: f ${of}) (p: p.b))`,
      () => `(builtins.attrValues (builtins.intersectAttrs { b = 1; } ${of}))`,
      () => `(${of}.callPackage ({ c, zz ? 2 }: [ c zz ${this.value(inner)} ]) { })`,
      () => `(${of}.callPackage ({ c, b }: [ c b ]) { c = ${this.value(inner)}; })`,
      () => `"\${builtins.toJSON ${this.value(inner)}}"`,
      () => `(rec { k = ${of}; l = k.b; }).l`,
      () => this.let(inner, (inside) => this.value(inside)),
    ])();
  }

  /** NOTE: a name of its own, so that no set is hidden by what is none. */
  private fresh(name: string, { sets }: Around): string {
    return `${name}${sets.length}`;
  }

  private some<T>(all: readonly T[]): T[] {
    const first = this.upTo(all.length);
    const count = this.upTo(3) + 1;
    return [...all.slice(first), ...all.slice(0, first)].slice(0, count);
  }

  private one<T>(all: readonly T[]): T {
    return this.pick(all);
  }

  private pick<T>(all: readonly T[]): T {
    return all[this.upTo(all.length)]!;
  }

  private upTo(end: number): number {
    const number = this.tape[this.next++] ?? 0;
    return number % end;
  }
}

/** An overlay file that Nix evaluates, whatever the conditions in it are. */
export const generatedOverlay: fc.Arbitrary<string> = fc
  .array(fc.nat({ max: 5039 }), { minLength: 10, maxLength: 150 })
  .map((tape) => new Printer(tape).file());
