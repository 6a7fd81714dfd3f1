{ lib, ... }:
{
  "genAttrs" = {
    expr = lib.genAttrs [
      "a"
      "b"
    ] (name: name + "!");
    expected = {
      a = "a!";
      b = "b!";
    };
  };
  "genAttrs computes no value that is not used" = {
    expr =
      (lib.genAttrs [
        "a"
        "b"
      ] (name: if name == "a" then 1 else throw "used")).a;
    expected = 1;
  };
  "optionalAttrs" = {
    expr = [
      (lib.optionalAttrs true { a = 1; })
      (lib.optionalAttrs false (throw "used"))
    ];
    expected = [
      { a = 1; }
      { }
    ];
  };
  "recurseIntoAttrs" = {
    expr = lib.recurseIntoAttrs { a = 1; };
    expected = {
      a = 1;
      recurseForDerivations = true;
    };
  };
  "isDerivation" = {
    expr = map lib.isDerivation [
      { type = "derivation"; }
      { type = "something"; }
      { }
      "derivation"
    ];
    expected = [
      true
      false
      false
      false
    ];
  };
}
