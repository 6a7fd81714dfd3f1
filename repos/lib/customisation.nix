# Functions that call other functions so that the result can be changed
# afterwards: by other arguments (`override`), or, in a scope, by overlays.
{
  attrsets,
  fixedPoints,
  trivial,
}:
let
  inherit (attrsets) genAttrs optionalAttrs;
  inherit (fixedPoints) extends;
  inherit (trivial)
    functionArgs
    isFunction
    mirrorFunctionArgs
    setFunctionArgs
    toFunction
    ;
in
rec {
  /**
    Build a derivation again with some of its attributes changed. `f` gets the
    old derivation. Prefer `override` and `overrideAttrs`: what was computed from
    the old attributes stays as it was.
  */
  overrideDerivation =
    drv: f:
    # What the derivation carries besides its attributes (passthru) stays, all
    # but an `overrideAttrs` that knows nothing of this change.
    removeAttrs drv [ "overrideAttrs" ] // derivation (drv.drvAttrs // f drv);

  /**
    Make a function overridable. What it returns, when that is an attribute set
    or a function, has `override`: a function that takes new arguments (or a
    function from the old ones to new ones) and calls the function again with
    the old arguments and, before them, the new ones. Overriding can be
    repeated. `override.__functionArgs` are the formals of the function.

    `overrideDerivation` and, where the result has it, `overrideAttrs` give
    results that still have `override`, which then changes the arguments and
    keeps the change of attributes.
  */
  makeOverridable =
    f:
    let
      withFormals = mirrorFunctionArgs f;
      # The same function with its result changed.
      andThen = change: makeOverridable (withFormals (args: change (f args)));
    in
    withFormals (
      args:
      let
        result = f args;
        override = withFormals (new: makeOverridable f (args // toFunction new args));
      in
      if builtins.isAttrs result then
        result
        // {
          inherit override;
          overrideDerivation = change: andThen (drv: overrideDerivation drv change) args;
        }
        // optionalAttrs (result ? overrideAttrs) {
          overrideAttrs = change: andThen (drv: drv.overrideAttrs change) args;
        }
      else if isFunction result then
        # A bare function has no attributes; as a functor it can have some.
        setFunctionArgs result (functionArgs result) // { inherit override; }
      else
        result
    );

  /**
    Call a function, or the function in a file, with those of `autoArgs` that
    its formals name, and with `args`. The result is overridable.

    `callPackageWith { a = 1; b = 2; } ({ a, c }: a + c) { c = 3; }` is 4.
  */
  callPackageWith =
    autoArgs: fn: args:
    let
      f = if isFunction fn then fn else import fn;
      formals = functionArgs f;
      allArgs = builtins.intersectAttrs formals autoArgs // args;
      missing = builtins.filter (name: !(formals.${name} || allArgs ? ${name})) (
        builtins.attrNames formals
      );
      describe =
        name:
        let
          pos = builtins.unsafeGetAttrPos name formals;
          place = " at ${pos.file}:${toString pos.line}:${toString pos.column}";
        in
        "'${name}'${if pos == null then "" else place}";
    in
    if missing == [ ] then
      makeOverridable f allArgs
    else
      # Not `throw`: a package that lacks an argument is a mistake in the set,
      # which tryEval, and so a search over all packages, must not hide.
      abort "callPackageWith: nothing to pass for ${
        builtins.concatStringsSep ", " (map describe missing)
      }";

  /**
    Those of the named attributes that a set has.

    `existing { a = 1; b = 2; } [ "a" "c" ]` is `{ a = 1; }`.
  */
  existing = set: names: builtins.intersectAttrs (genAttrs names (_: null)) set;

  /**
    What a `callPackage` passes by itself for formals of these names, as far as
    it has anything: the attributes of its set and, for cross compilation, by
    role. Nothing but the function knows which they are.
  */
  autoArguments =
    callPackage: names:
    removeAttrs (callPackage (setFunctionArgs (args: args) (genAttrs names (_: true))) { }) [
      "override"
      "overrideDerivation"
    ];

  /**
    A set of packages whose members find each other first, and then what
    `newScope` finds outside. `f` gets the scope itself and returns the members;
    by `self.callPackage` they are called with them. A scope has

    - `callPackage` and `newScope`, which look inside first,
    - `overrideScope`, which takes an overlay and returns the scope changed by it,
    - `packages`, the function `f` with all such overlays applied.
  */
  makeScope =
    newScope: f:
    let
      self = f self // {
        newScope = extra: newScope (self // extra);
        callPackage = self.newScope { };
        overrideScope = overlay: makeScope newScope (extends overlay f);
        packages = f;
      };
    in
    self;
}
