{ lib, ... }:
let
  inherit (lib) callPackageWith functionArgs makeOverridable;

  pair =
    {
      left,
      right ? "r",
    }:
    {
      inherit left right;
    };
  simple = set: removeAttrs set [
    "override"
    "overrideAttrs"
    "overrideDerivation"
  ];
  original = makeOverridable pair { left = "l"; };

  # A derivation as far as these tests are concerned, with overrideAttrs as a
  # stdenv gives it.
  package =
    {
      flavour ? "plain",
    }:
    let
      make = attrs: attrs // { overrideAttrs = change: make (attrs // change attrs); };
    in
    make {
      name = "tea";
      inherit flavour;
    };
in
{
  "override with new arguments" = {
    expr = simple (original.override { right = "new"; });
    expected = {
      left = "l";
      right = "new";
    };
  };

  "override with a function of the old arguments" = {
    expr = simple (original.override (old: { left = old.left + old.left; }));
    expected = {
      left = "ll";
      right = "r";
    };
  };

  "overrides add up, the last one wins" = {
    expr = simple (
      ((original.override { right = "1"; }).override { left = "2"; }).override (old: {
        right = old.right + "3";
      })
    );
    expected = {
      left = "2";
      right = "13";
    };
  };

  "law: overriding with nothing changes nothing" = {
    expr = simple (original.override { });
    expected = simple original;
  };

  "law: two overrides are one with both" = {
    expr =
      let
        choices = [
          { }
          { left = 1; }
          { right = 2; }
          {
            left = 3;
            right = 4;
          }
        ];
        law =
          x: y: simple ((original.override x).override y) == simple (original.override (x // y));
      in
      builtins.concatMap (x: map (law x) choices) choices;
    expected = builtins.genList (_: true) 16;
  };

  "formals survive, before and after" = {
    expr = map functionArgs [
      (makeOverridable pair)
      original.override
      (original.override { left = 1; }).override
    ];
    expected = map (_: functionArgs pair) [
      1
      2
      3
    ];
  };

  "a function as the result is overridable too" = {
    expr =
      let
        adder = makeOverridable ({ by }: { x }: x + by) { by = 1; };
      in
      [
        (adder { x = 1; })
        (adder.override { by = 10; } { x = 1; })
        (functionArgs adder)
      ];
    expected = [
      2
      11
      { x = false; }
    ];
  };

  "a functor as the result is overridable too" = {
    expr =
      let
        adder = makeOverridable (
          { by }:
          {
            __functor = self: x: x + self.by;
            inherit by;
          }
        ) { by = 1; };
      in
      [
        (adder 1)
        (adder.override { by = 10; } 1)
      ];
    expected = [
      2
      11
    ];
  };

  "any other result is left alone" = {
    expr = makeOverridable ({ x }: x) { x = "text"; };
    expected = "text";
  };

  "override keeps what overrideAttrs changed" = {
    expr = simple (
      ((makeOverridable package { }).overrideAttrs (old: {
        name = old.name + "-pot";
      })).override
        { flavour = "mint"; }
    );
    expected = {
      name = "tea-pot";
      flavour = "mint";
    };
  };

  "overrideAttrs keeps what override changed" = {
    expr = simple (
      ((makeOverridable package { }).override { flavour = "mint"; }).overrideAttrs (old: {
        name = "${old.flavour}-${old.name}";
      })
    );
    expected = {
      name = "mint-tea";
      flavour = "mint";
    };
  };

  "there is no overrideAttrs where the result had none" = {
    expr = original ? overrideAttrs;
    expected = false;
  };

  "an overridden derivation is another one, and keeps the rest" = {
    expr =
      let
        drv = makeOverridable (
          { builder }:
          derivation {
            name = "x";
            system = "none";
            inherit builder;
          }
          // {
            meta.description = "kept";
          }
        ) { builder = "a"; };
        changed = drv.overrideDerivation (_: {
          name = "y";
        });
      in
      [
        (changed.drvPath != drv.drvPath)
        changed.name
        changed.meta.description
        (changed.override { builder = "b"; }).name
        (changed.override { builder = "b"; }).builder
      ];
    expected = [
      true
      "y"
      "kept"
      "y"
      "b"
    ];
  };

  "an argument is not evaluated before it is used" = {
    expr = (makeOverridable pair { left = throw "used"; }).right;
    expected = "r";
  };

  "callPackage passes what the formals name" = {
    expr = simple (
      callPackageWith {
        left = 1;
        other = 2;
      } pair { }
    );
    expected = {
      left = 1;
      right = "r";
    };
  };

  "callPackage passes what exists even where there is a default" = {
    expr =
      (callPackageWith {
        left = 1;
        right = 2;
      } pair { }).right;
    expected = 2;
  };

  "explicit arguments win" = {
    expr = (callPackageWith { left = 1; } pair { left = 3; }).left;
    expected = 3;
  };

  "callPackage calls what is in a file" = {
    expr = (callPackageWith { left = 1; } ./fixtures/pair.nix { }).left;
    expected = 1;
  };

  "what callPackage made can be overridden" = {
    expr = ((callPackageWith { left = 1; } pair { }).override { left = 5; }).left;
    expected = 5;
  };

  "callPackage calls a functor by its formals" = {
    expr =
      (callPackageWith {
        left = 1;
        other = 2;
      } (lib.setFunctionArgs pair (functionArgs pair)) { }).left;
    expected = 1;
  };

  "existing takes what is there" = {
    expr = lib.existing { left = 1; right = 2; } [
      "left"
      "missing"
    ];
    expected = {
      left = 1;
    };
  };

  "existing looks at no value" = {
    expr = builtins.attrNames (lib.existing { left = throw "looked at"; } [ "left" ]);
    expected = [ "left" ];
  };

  "autoArguments are what callPackage passes" = {
    expr = lib.autoArguments (callPackageWith { left = 1; right = 2; }) [
      "left"
      "missing"
    ];
    expected = {
      left = 1;
    };
  };

  # That a missing argument aborts cannot be seen from in here.
}
