{ lib, throws }:
let
  inherit (lib)
    composeExtensions
    composeManyExtensions
    extends
    fix
    makeExtensible
    ;

  base = final: {
    a = 1;
    b = final.a + 1;
    c = final.b + 1;
  };

  # Overlays that differ in what they use: nothing, `final`, `prev`, both.
  overlays = [
    (_: _: { })
    (_: _: { a = 10; })
    (final: _: { d = final.c * 2; })
    (_: prev: { a = prev.a + 5; })
    (final: prev: { b = prev.b + final.a; })
    (_: prev: { c = prev.c or 0 + 100; })
    (_: prev: removeAttrs prev [ "c" ] // { e = prev.c; })
  ];

  # Everything that can be said of the law for all pairs, or triples, of them.
  forPairs = law: builtins.concatMap (x: map (law x) overlays) overlays;
  forTriples = law: builtins.concatMap (x: forPairs (law x)) overlays;

  with' = overlay: fix (extends overlay base);
in
{
  "fix" = {
    expr = fix base;
    expected = {
      a = 1;
      b = 2;
      c = 3;
    };
  };

  "an overlay sees the end in final and what came before in prev" = {
    expr = with' (
      final: prev: {
        a = 10;
        seen = [
          final.a
          prev.a
          prev.b
        ];
      }
    );
    expected = {
      a = 10;
      b = 11;
      c = 12;
      # prev.b is computed from what a is in the end.
      seen = [
        10
        1
        11
      ];
    };
  };

  "law: a composition of two is one after the other" = {
    expr = forPairs (x: y: with' (composeExtensions x y) == fix (extends y (extends x base)));
    expected = forPairs (_: _: true);
  };

  "law: composition is associative" = {
    expr = forTriples (
      x: y: z:
      with' (composeExtensions x (composeExtensions y z))
      == with' (composeExtensions (composeExtensions x y) z)
    );
    expected = forTriples (
      _: _: _:
      true
    );
  };

  "law: the empty overlay changes nothing, before or after" = {
    expr = map (
      x:
      let
        empty = _: _: { };
      in
      with' (composeExtensions empty x) == with' x && with' (composeExtensions x empty) == with' x
    ) overlays;
    expected = map (_: true) overlays;
  };

  "law: many compose as two do" = {
    expr = forTriples (
      x: y: z:
      with' (composeManyExtensions [
        x
        y
        z
      ]) == with' (composeExtensions x (composeExtensions y z))
    );
    expected = forTriples (
      _: _: _:
      true
    );
  };

  "law: extend applies one overlay after another" = {
    expr = forPairs (
      x: y:
      removeAttrs (((makeExtensible base).extend x).extend y) [ "extend" ]
      == with' (composeExtensions x y)
    );
    expected = forPairs (_: _: true);
  };

  "the last of many wins" = {
    expr =
      (with' (composeManyExtensions [
        (_: _: { a = 10; })
        (_: _: { a = 20; })
      ])).c;
    expected = 22;
  };

  "none of many is the empty overlay" = {
    expr = with' (composeManyExtensions [ ]);
    expected = fix base;
  };

  "an attribute that throws hurts no one who does not use it" = {
    expr =
      let
        breaks = _: _: { broken = throw "used"; };
        set = with' (composeExtensions breaks (_: prev: { d = prev.a; }));
      in
      [
        set.d
        (builtins.attrNames set)
        (throws set.broken)
      ];
    expected = [
      1
      [
        "a"
        "b"
        "broken"
        "c"
        "d"
      ]
      true
    ];
  };

  "an overlay that replaces what throws" = {
    expr =
      let
        breaks = _: _: { broken = throw "used"; };
        mends = _: _: { broken = "mended"; };
      in
      (with' (composeExtensions breaks mends)).broken;
    expected = "mended";
  };

  "the names of an overlay may depend on prev" = {
    expr = (with' (_: prev: lib.optionalAttrs (prev ? a) { hadA = true; })).hadA;
    expected = true;
  };
}
