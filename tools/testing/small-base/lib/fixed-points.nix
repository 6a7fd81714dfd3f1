rec {
  fix =
    f:
    let
      x = f x;
    in
    x;
  extends =
    overlay: f: final:
    let
      prev = f final;
    in
    prev // overlay final prev;
  composeExtensions =
    first: second: final: prev:
    let
      changed = first final prev;
    in
    changed // second final (prev // changed);
  composeManyExtensions = builtins.foldl' composeExtensions (_final: _prev: { });
  makeExtensible = f: fix f // { extend = overlay: makeExtensible (extends overlay f); };
}
