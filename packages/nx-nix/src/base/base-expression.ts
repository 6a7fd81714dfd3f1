import { LEADS_BINDINGS } from './leads-expression';

/**
 * The Nix expression that answers questions about a base. Names and paths are data in a JSON file.
 * It prints one line before each question and one after it to standard error. So, when an error
 * that Nix cannot catch ends the process, the reader knows which question caused it, and keeps all
 * answers before it.
 */
export const BASE_EXPRESSION = `{ asked }:
let
  inherit (builtins) attrNames attrValues concatMap deepSeq elem filter foldl' fromJSON functionArgs getContext head intersectAttrs isAttrs isFunction isList isString length mapAttrs match readFile seq tail toJSON trace tryEval typeOf unsafeDiscardStringContext unsafeGetAttrPos;
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

  # The base with another value in the place of each replaced package, in all stages. "change" gets
  # the name of the package's mark and its value.
  changed = change: instance [
    (final: prev:
      changeMembers change question.replaced prev
      // (if pythons question.replaced == [ ] then { } else {
        pythonPackagesExtensions = prev.pythonPackagesExtensions
          ++ map (tree: _: modules: changeMembers change tree modules) (pythons question.replaced);
      }))
  ];
  changeMembers = change: tree: prev:
    mapAttrs (name: mark: change mark prev.\${name}) (intersectAttrs prev tree.packages)
    // mapAttrs (name: set: changeSet change set prev.\${name}) (intersectAttrs prev tree.sets);
  changeSet = change: tree: value:
    if tree.kind == "scope" then
      value.overrideScope (_: prev: changeMembers change tree prev)
    else if tree.kind == "extensible" then
      value.extend (_: prev: changeMembers change tree prev)
    else if tree.kind == "plain" then
      value // changeMembers change tree value
    else
      value;

  # Every replaced package with a derivation of its own as a further dependency, so that whatever is
  # made of it has that derivation in its closure.
  marked = changed (name: value:
    if isPackage value && has value "overrideAttrs" then
      value.overrideAttrs (_: {
        nxNixMark = derivation { inherit name; inherit (question) system; builder = "/bin/sh"; };
      })
    else
      value);

  # Replaced packages whose attributes tell that they are read: all packages, or a closed one, which
  # then fails. What has to do with the derivation itself is left as it is: there the mark is found.
  # Nix evaluates an attribute once, so only the first name that reads it tells so; but it does not
  # keep a failure, so all names fail that read one of the closed package.
  watched = changed (mark: value: if isOpen || mark == question.closed then watch mark value else value);
  isOpen = question.closed == null;
  watch = mark: value: if isPackage value then mapAttrs (watchMember mark value) value else value;
  watchMember = mark: value: name: member:
    if elem name derivational then
      member
    else if elem name makers then
      watchMade mark member
    else if name == "all" then
      map (watch mark) member
    else if elem name (value.outputs or [ ]) then
      watch mark member
    else
      say "found" { reads = mark; } (if isOpen then member else throw "\${mark} is read");
  derivational = [ "type" "drvPath" "outPath" "outputs" "outputName" "outputSpecified" ];
  makers = [ "override" "overrideAttrs" "overrideDerivation" ];
  watchMade = mark: make:
    (if isAttrs make then make else { __functionArgs = functionArgs make; })
    // { __functor = _: change: watch mark (make change); };

  pythons = tree: (if tree.kind == "python" then [ tree ] else [ ]) ++ concatMap pythons (attrValues tree.sets);

  # Tells the derivations that a value is made of. What callPackage made a function of is told by
  # the arguments that it was called with, which "override" hands over.
  reach = world: id: depth: value:
    let found = what: say "found" ({ inherit id; } // what) null; in
    if isPackage value then
      found { derivation = unsafeDiscardStringContext value.drvPath; }
    else if isString value then
      each (path: found { derivation = path; }) (filter (path: match ".*\\.drv" path != null) (attrNames (getContext value)))
    else if isList value then
      each (reach world id depth) value
    else if depth < 5 && isAttrs value && value ? override && isAttrs value.override && value.override ? __functionArgs then
      seq (found { opens = true; }) (seq (value.override (args:
        seq (each (reachArgument world id (depth + 1) value.override.__functionArgs args) (attrNames (removeAttrs args [ "config" "lib" ])))
          (seq (found { opened = true; }) { })
      )) null)
    else if isAttrs value || isFunction value then
      found { all = true; }
    else
      null;

  # Of a set, the members count that the file of the function names. Of another function, what its
  # definition names, if it is the one at top level: there, equal means that it is the same value.
  reachArgument = world: id: depth: formals: args: name:
    let
      value = args.\${name};
      found = what: say "found" ({ inherit id; } // what) null;
      file = unsafeGetAttrPos name formals;
      members = (question.members.\${file.file} or { }).\${name} or null;
      only = intersectAttrs { \${name} = null; };
    in
    if isFunction value && only args == only world then
      if elem name question.plainNames then
        null
      else
        found { all = true; defines = name; at = unsafeGetAttrPos name world; }
    else if isAttrs value && !isPackage value && !(value ? override) && file != null then
      if members != null then
        each (path: let at = within value path; in if at.isThere then reach world id depth at.value else null) members
      else
        found { all = true; uses = name; at = file; }
    else
      reach world id depth value;
  within = set: foldl' (at: name: if at.isThere && isPackage at.value then at else member at name) { isThere = true; value = set; };
  each = f: foldl' (_: value: f value) null;

${LEADS_BINDINGS}
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

    mark = { path, ... }:
      let at = find marked path; in
      at.isThere && isPackage at.value && at.value ? nxNixMark;

    # Where it does not evaluate, marks are to blame unless it does not without them either.
    reach = { id, path, ... }:
      let
        at = find marked path;
        tried = tryEval (seq (reach marked id 0 at.value) true);
        plain = (find pkgs path).value;
        without = tryEval (if isPackage plain then seq plain.drvPath true else true);
      in
      if !at.isThere then "missing" else if tried.success then "told" else if without.success then "all" else "refused";

    # What is read of the replaced packages, beside their derivations.
    reads = { id, path, ... }:
      let
        at = find watched path;
        tried = tryEval (if at.isThere then seq (reach watched id 0 at.value) "told" else "missing");
      in
      if tried.success then tried.value else "fails";

    # What lies at a name, and where the ways behind it lead.
    leads = { id, path, ways, ... }:
      let
        at = find pkgs path;
        outputs = if isPackage at.value then at.value.outputs or [ ] else [ ];
        about = { way, steps }: { inherit id way; name = if length steps == 1 then head steps else null; };
        go = set: tell: { steps, ... }@item: tryEval (seq (let from = find set path; in if from.isThere then follow (tell (about item)) steps from.value else null) null);
        told = each (item: seq (say "found" { inherit id; inherit (item) way; } null) (seq (go pkgs (about: tellKind about outputs) item) (go signed tellSigns item))) ways;
      in
      if !at.isThere then "missing" else seq told "told";

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
