rec {
  isDerivation = value: value.type or null == "derivation";
  genAttrs =
    names: f:
    builtins.listToAttrs (
      map (name: {
        inherit name;
        value = f name;
      }) names
    );
  optional = condition: value: if condition then [ value ] else [ ];
  optionalAttrs = condition: set: if condition then set else { };
  recurseIntoAttrs = set: set // { recurseForDerivations = true; };
  dontRecurseIntoAttrs = set: set // { recurseForDerivations = false; };

  # Functions with formals that are said, as sets that can be called.
  isFunction = value: builtins.isFunction value || builtins.isFunction (value.__functor or null);
  functionArgs =
    f: if f ? __functor then f.__functionArgs or { } else builtins.functionArgs f;
  setFunctionArgs = f: args: {
    __functor = _self: f;
    __functionArgs = args;
  };
}
