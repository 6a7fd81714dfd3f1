/**
 * The Nix expression that finds the lambdas of a repo. Input is data in a file. Output is XML,
 * because only XML contains the position of a function: a list of pairs of a JSON text and a
 * function or null. The first pair describes Nix, and contains a member of a curried group: other
 * members are recognised by the same position in `lib`.
 */
export const LAMBDAS_EXPRESSION = `{ scratch }:
let
  inherit (builtins)
    attrNames concatMap filter foldl' functionArgs head isAttrs isFunction length map toJSON typeOf;
  asked = builtins.fromJSON (builtins.readFile (scratch + "/asked.json"));
  lib = import asked.lib;
  exported =
    if lib ? repoLambdas then
      lib.repoLambdas (
        { inherit lib; path = /. + asked.repo; }
        // (if asked.settings == null then { } else { inherit (asked) settings; })
      )
    else import asked.repo { inherit lib; };
  # What NUR's file gives only the whole package set tells.
  lambdas = if isAttrs exported && lib ? repoLambdas then removeAttrs exported [ "__functor" ] else exported;

  nodeAt = foldl' (node: name: {
    path = node.path ++ [ name ];
    value = node.value.\${name};
    at = builtins.unsafeGetAttrPos name node.value;
  }) { path = [ ]; value = lambdas; at = null; };

  # A function, and its formals; null for what cannot be called. A functor stands for the function
  # that it gives, with the formals that it says it has.
  callable = depth: value:
    if isFunction value then
      { function = value; formals = functionArgs value; }
    else if isAttrs value && value ? __functor && depth > 0 then
      let called = callable (depth - 1) (value.__functor value); in
      if called == null || !(value ? __functionArgs) then called
      else called // { formals = value.__functionArgs; }
    else
      null;

  classify = value:
    let called = callable 8 value; in
    if called != null then called // { kind = "lambda"; }
    else if !isAttrs value then { kind = typeOf value; }
    else if value ? __functor then { kind = "functor"; }
    else if value.type or null == "derivation" then { kind = "derivation"; }
    else if attrNames value == [ ] then { kind = "empty"; }
    else { kind = "set"; };

  # A mark is no package.
  namesIn = set: filter (name: name != "recurseForDerivations") (attrNames set);

  place = at: if at == null then null else [ at.file at.line at.column ];
  formalsOf = formals: map (name: {
    inherit name;
    hasDefault = formals.\${name};
    at = place (builtins.unsafeGetAttrPos name formals);
  }) (attrNames formals);

  pair = path: at: is:
    if is.kind == "lambda" then
      [ (toJSON { inherit path; inherit (is) kind; at = place at; formals = formalsOf is.formals; }) is.function ]
    else
      [ (toJSON { inherit path; inherit (is) kind; at = place at; }) null ];

  # Level by level, so that a set that holds itself is noticed before it fills the memory.
  walk = depth: left: nodes:
    let
      # What throws is asked for its reason later; another error ends the evaluation of all.
      classifyCaught = value:
        let tried = builtins.tryEval (classify value); in
        if tried.success then tried.value else { kind = "thrown"; };
      classified = map (node: node // { is = classifyCaught node.value; }) nodes;
      sets = filter (node: node.is.kind == "set") classified;
      size = foldl' (sum: node: sum + length (namesIn node.value)) 0 sets;
      below = walk (depth - 1) (left - size) (concatMap (node: map (name: {
        path = node.path ++ [ name ];
        value = node.value.\${name};
        at = builtins.unsafeGetAttrPos name node.value;
      }) (namesIn node.value)) sets);
      here = map (node: pair node.path node.at node.is) (filter (node: node.is.kind != "set") classified);
    in
    if sets == [ ] then { pairs = here; endless = null; }
    else if depth == 0 || size > left then
      { pairs = [ ]; endless = { inherit (head sets) path; members = asked.most - left + size; }; }
    else
      { pairs = if below.endless == null then here ++ below.pairs else [ ]; inherit (below) endless; };

  # Nothing of the package set is there: what needs any of it cannot be told.
  unknown = throw "only the whole package set tells";
  member = path:
    let
      node = nodeAt path;
      tried = builtins.tryEval (classify (node.value unknown unknown));
    in
    pair path null (if tried.success then tried.value else { kind = "open"; });

  names = path:
    let
      inherit (nodeAt path) value;
      named = if isAttrs value && (classify value).kind == "set" then attrNames value else null;
    in
    [ (toJSON { inherit path; names = named; }) null ];

  walked = walk asked.deepest asked.most (map nodeAt asked.paths);
  answers = {
    walk = walked.pairs;
    members = map member asked.paths;
    names = map names asked.paths;
  };
  about = {
    version = builtins.nixVersion;
    inherit (builtins) storeDir;
    endless = if asked.what == "walk" then walked.endless else null;
  };
  group = if lib ? useByName then lib.useByName { inherit lib; path = /. + scratch; } else { };
in
[ [ (toJSON about) (group.group or null) ] ] ++ answers.\${asked.what}`;
