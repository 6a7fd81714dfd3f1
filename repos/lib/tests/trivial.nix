{ lib, ... }:
let
  add =
    {
      a,
      b ? 1,
    }:
    a + b;
  functor = {
    __functor = self: { c }: c + self.d;
    d = 1;
  };
in
{
  "formals of a function" = {
    expr = lib.functionArgs add;
    expected = {
      a = false;
      b = true;
    };
  };
  "formals of a functor" = {
    expr = lib.functionArgs functor;
    expected = {
      c = false;
    };
  };
  "formals that were set" = {
    expr = lib.functionArgs (lib.setFunctionArgs (args: args) { x = true; });
    expected = {
      x = true;
    };
  };
  "a function with formals set is called as before" = {
    expr = lib.setFunctionArgs add { } { a = 2; };
    expected = 3;
  };
  "mirrored formals" = {
    expr = lib.functionArgs (lib.mirrorFunctionArgs add (args: args));
    expected = lib.functionArgs add;
  };
  "what is a function" = {
    expr = map lib.isFunction [
      add
      functor
      { }
      1
      null
    ];
    expected = [
      true
      true
      false
      false
      false
    ];
  };
  "toFunction" = {
    expr = [
      (lib.toFunction 1 2)
      (lib.toFunction (x: x + 1) 2)
    ];
    expected = [
      1
      3
    ];
  };
  "importJSON" = {
    expr = (lib.importJSON ../nix-repo.json).kind;
    expected = "lib";
  };
}
