/**
 * What Nix evaluates to answer questions about a base. Names and paths come in as data, in a JSON
 * file. It answers on standard error, one line before each question and one after it, so that
 * whoever reads knows what was being evaluated when an error that Nix cannot catch ended it, and has
 * all that was answered before.
 */
export const BASE_EXPRESSION = `{ asked }:
let
  inherit (builtins) attrNames deepSeq foldl' fromJSON isAttrs isFunction readFile seq toJSON trace tryEval typeOf;
  question = fromJSON (readFile asked);
  say = sign: value: trace "\${question.mark} \${sign} \${toJSON value}";

  instance = overlays: import question.base { inherit (question) system config; inherit overlays; };
  pkgs = instance [ ];

  # A base whose Python scopes are extended by a list has in each of them what is put into that list.
  probed = instance [
    (final: prev: {
      pythonPackagesExtensions = prev.pythonPackagesExtensions ++ [ (_: _: { \${question.mark} = true; }) ];
    })
  ];

  missing = { isThere = false; };
  member = at: name:
    if at.isThere && isAttrs at.value && at.value ? \${name} then
      { isThere = true; value = at.value.\${name}; }
    else
      missing;
  find = set: path: foldl' member { isThere = true; value = set; } path;

  isCallable = value: isFunction value || isAttrs value && value ? __functor;
  isPackage = value: isAttrs value && value ? type && value.type == "derivation";
  has = set: name: set ? \${name} && isCallable set.\${name};

  isPython = path:
    path != [ ] && pkgs ? pythonPackagesExtensions
    && (
      let
        there = tryEval (let at = find probed path; in at.isThere && isAttrs at.value && at.value ? \${question.mark});
      in
      there.success && there.value
    );

  kindOf = path: value:
    if isPackage value then
      "package"
    else if !isAttrs value then
      "other"
    else if has value "callPackage" && (has value "overrideScope" || has value "extend") then
      if isPython path then "python" else if has value "overrideScope" then "scope" else "extensible"
    else
      "plain";

  # What callPackage passes to the function in a file.
  passedTo = set: file: (set.callPackage (import file) { }).answer;

  answers = {
    # That there is a base at all.
    base = _: seq (attrNames pkgs) true;

    set = { path, ... }:
      let
        at = find pkgs path;
        kind = kindOf path at.value;
        names = if kind == "package" || kind == "other" then [ ] else attrNames at.value;
      in
      if at.isThere then { inherit kind names; } else { kind = "missing"; names = [ ]; };

    called = { path, probe, ... }:
      let at = find pkgs path; in
      if at.isThere && isAttrs at.value && !isPackage at.value && has at.value "callPackage" then
        attrNames (passedTo at.value probe)
      else
        [ ];

    value = { path, ... }:
      let at = find pkgs path; in
      if at.isThere then typeOf at.value else "missing";

    # A formal that is no attribute, and that callPackage passes all the same.
    passed = { path, probe, name, ... }: typeOf (passedTo (find pkgs path).value probe).\${name};
  };

  caught = item:
    let
      answer = answers.\${item.what} item;
      tried = tryEval (deepSeq answer answer);
    in
    if item.plainly or false then
      { is = answer; }
    else if tried.success then
      { is = tried.value; }
    else
      { throws = true; };

  ask = item: say "asks" item.id (let told = { inherit (item) id; } // caught item; in deepSeq told (say "told" told null));
in
foldl' (_: item: ask item) null question.items
`;
