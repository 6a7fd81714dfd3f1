# Fixed points and overlays. An overlay is a function `final: prev: attrs`:
# `final` is the result with every overlay applied, `prev` what came before.
rec {
  /**
    The value that `f` maps to itself, by laziness: `fix (self: { a = 1; b = self.a; })`.
  */
  fix =
    f:
    let
      x = f x;
    in
    x;

  /**
    Apply an overlay to the function of a fixed point. The result is such a
    function again.
  */
  extends =
    overlay: f: final:
    let
      prev = f final;
    in
    prev // overlay final prev;

  /**
    Two overlays as one; the second sees the result of the first as `prev`.
  */
  composeExtensions =
    first: second: final: prev:
    let
      fromFirst = first final prev;
    in
    fromFirst // second final (prev // fromFirst);

  /**
    A list of overlays as one, applied in the order of the list.
  */
  composeManyExtensions = builtins.foldl' composeExtensions (_: _: { });

  /**
    The fixed point of `f`, with a function `extend` that applies one more
    overlay to it, and can be used again on what comes out.
  */
  makeExtensible =
    f:
    fix (final: f final // { extend = overlay: makeExtensible (extends overlay f); });
}
