{ lib, throws }:
let
  top = lib.fix (final: {
    newScope = extra: lib.callPackageWith (final // extra);
    callPackage = final.newScope { };
    name = "top";
    tool = "tool of the top";
  });
  scope = lib.makeScope top.newScope (self: {
    name = "scope";
    greeting = self.callPackage ({ name, tool }: { text = "${name}, with the ${tool}"; }) { };
    loud = self.callPackage ({ greeting }: { text = greeting.text + "!"; }) { };
    broken = throw "used";
  });
  inner = lib.makeScope scope.newScope (self: {
    loud = self.callPackage ({ name, greeting }: { text = "${name}: ${greeting.text}"; }) { };
  });
in
{
  "members find each other first, then what is outside" = {
    expr = scope.greeting.text;
    expected = "scope, with the tool of the top";
  };

  "outside, nothing changes" = {
    expr = (top.callPackage ({ name }: { inherit name; }) { }).name;
    expected = "top";
  };

  "a scope in a scope" = {
    expr = inner.loud.text;
    expected = "scope: scope, with the tool of the top";
  };

  "overrideScope reaches all members that use what it changes" = {
    expr =
      let
        changed = scope.overrideScope (_: prev: { name = prev.name + "d"; });
      in
      [
        changed.loud.text
        scope.loud.text
      ];
    expected = [
      "scoped, with the tool of the top!"
      "scope, with the tool of the top!"
    ];
  };

  "overrideScope again and again, in order" = {
    expr =
      ((scope.overrideScope (_: _: { name = "a"; })).overrideScope (
        final: prev: {
          name = prev.name + "b";
          both = [
            final.name
            prev.name
          ];
        }
      )).both;
    expected = [
      "ab"
      "a"
    ];
  };

  "overrideScope can add, and members find what was added" = {
    expr = (scope.overrideScope (_: _: { tool = "tool of the scope"; })).loud.text;
    expected = "scope, with the tool of the scope!";
  };

  "packages is what the scope is made of, overlays included" = {
    expr =
      let
        again = lib.makeScope top.newScope (scope.overrideScope (_: _: { name = "new"; })).packages;
      in
      again.loud.text;
    expected = "new, with the tool of the top!";
  };

  "newScope of a scope looks in more places" = {
    expr = (scope.newScope { extra = "!"; } ({ extra, name }: { text = name + extra; }) { }).text;
    expected = "scope!";
  };

  "members stay overridable" = {
    expr = (scope.greeting.override { tool = "hand"; }).text;
    expected = "scope, with the hand";
  };

  "a member that throws hurts no one who does not use it" = {
    expr = [
      (throws scope.broken)
      (builtins.length (builtins.attrNames scope))
    ];
    expected = [
      true
      8
    ];
  };
}
