# Functions over attribute sets.
rec {
  /**
    An attribute set with the given names, its values computed from them.
  */
  genAttrs =
    names: f:
    builtins.listToAttrs (
      map (name: {
        inherit name;
        value = f name;
      }) names
    );

  /**
    The attribute set, or an empty one.
  */
  optionalAttrs = condition: attrs: if condition then attrs else { };

  /**
    Mark a set for tools such as `nix-env`, which then look for packages in it.
  */
  recurseIntoAttrs = attrs: attrs // { recurseForDerivations = true; };

  /**
    Whether a value is a derivation.
  */
  isDerivation = value: value.type or null == "derivation";
}
