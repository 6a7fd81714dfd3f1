{ attrsets, fixedPoints }:
let
  inherit (attrsets) functionArgs isFunction setFunctionArgs;
  inherit (fixedPoints) extends;
in
rec {
  makeOverridable =
    f:
    let
      like = setFunctionArgs;
      formals = functionArgs f;
    in
    like (
      given:
      let
        result = f given;
        override = like (
          new: makeOverridable f (given // (if isFunction new then new given else new))
        ) formals;
        again = change: makeOverridable (like (args: change (f args)) formals) given;
      in
      if builtins.isAttrs result then
        result
        // {
          inherit override;
        }
        // attrsets.optionalAttrs (result ? overrideAttrs) {
          overrideAttrs = change: again (drv: drv.overrideAttrs change);
        }
      else if isFunction result then
        like result (functionArgs result) // { inherit override; }
      else
        result
    ) formals;

  callPackageWith =
    known: file: given:
    let
      f = if isFunction file then file else import file;
      formals = functionArgs f;
      all = builtins.intersectAttrs formals known // given;
      missing = builtins.filter (name: !(formals.${name} || all ? ${name})) (
        builtins.attrNames formals
      );
    in
    if missing == [ ] then
      makeOverridable f all
    else
      abort "callPackage: nobody has ${toString missing}";

  # For what makes several packages: each of them is overridden by itself.
  callPackagesWith =
    known: file: given:
    let
      f = if isFunction file then file else import file;
      all = builtins.intersectAttrs (functionArgs f) known // given;
    in
    builtins.mapAttrs (
      name: value:
      if attrsets.isDerivation value then
        makeOverridable (setFunctionArgs (args: (f args).${name}) (functionArgs f)) all
      else
        value
    ) (f all);

  makeScope =
    newScope: f:
    let
      self = f self // {
        newScope = more: newScope (self // more);
        callPackage = self.newScope { };
        overrideScope = overlay: makeScope newScope (extends overlay f);
        packages = f;
      };
    in
    self;

  # A scope whose members are there for each role, and are found spliced.
  makeScopeWithSplicing' =
    { splicePackages, newScope }@outer:
    {
      otherSplices,
      keep ? (_self: { }),
      extra ? (_spliced: { }),
      f,
    }:
    let
      spliced0 = splicePackages {
        pkgsBuildHost = otherSplices.selfBuildHost;
        pkgsHostTarget = self;
      };
      spliced = extra spliced0 // spliced0 // keep self;
      self = f self // {
        newScope = more: newScope (spliced // more);
        callPackage = newScope spliced;
        overrideScope =
          overlay:
          makeScopeWithSplicing' outer {
            inherit otherSplices keep extra;
            f = extends overlay f;
          };
        packages = f;
      };
    in
    self;
}
