/**
 * The part of the Nix expression that finds out where paths lead that go on behind a name of the
 * base. Two sets are one where what is put into the one turns up in the other, or where both have
 * the very same `callPackage`: Nix compares functions by identity, if they lie in sets.
 */
export const LEADS_BINDINGS = `
  # The base with a sign of its own in every set that a path may lead to.
  signed = instance [
    (final: prev:
      signs question.signs prev
      // (if pythonSigns question.signs == [ ] then { } else {
        pythonPackagesExtensions = prev.pythonPackagesExtensions
          ++ map (tree: _: signs tree) (pythonSigns question.signs);
      }))
  ];
  signs = tree: prev:
    { \${tree.sign} = true; } // mapAttrs (name: set: signSet set prev.\${name}) (intersectAttrs prev tree.sets);
  signSet = tree: value:
    if !isAttrs value then
      value
    else if tree.kind == "scope" then
      value.overrideScope (_: signs tree)
    else if tree.kind == "extensible" then
      value.extend (_: signs tree)
    else if tree.kind == "plain" then
      value // signs tree value
    else
      value;
  pythonSigns = tree: (if tree.kind == "python" then [ tree ] else [ ]) ++ concatMap pythonSigns (attrValues tree.sets);

  # Functions of one scope, which no other scope has.
  own = set: intersectAttrs { callPackage = null; newScope = null; overrideScope = null; extend = null; } set;
  isSame = value: { path, ... }:
    let
      at = find pkgs path;
      tried = tryEval (at.isThere && isAttrs at.value && own at.value ? callPackage && own at.value == own value);
    in
    path != [ ] && tried.success && tried.value;

  # Tells of a value in the signed base which signs it has, and in the plain one what it is.
  tellSigns = about: value:
    if isAttrs value && !isPackage value then
      each ({ sign, path, ... }: if value ? \${sign} then say "found" (about // { set = path; }) null else null) question.signed
    else
      null;
  tellKind = about: outputs: value:
    seq (say "found" (about // { kind = if elem about.name outputs then "output" else if isPackage value then "package" else if isAttrs value && !isCallable value then "set" else if isList value then "list" else "value"; }) null)
    (if isAttrs value && !isPackage value then
      each (set: if isSame value set then say "found" (about // { set = set.path; }) null else null) question.signed
    else
      null);

  # Goes on from a value: by name, or (null) to what a function calls its argument with. Our
  # argument throws as soon as it has told that, so that nothing is made of it. A function with
  # formals wants no function.
  follow = tell: steps: value:
    if steps == [ ] then
      tell value
    else if head steps != null then
      (if isAttrs value && value ? \${head steps} then follow tell (tail steps) value.\${head steps} else null)
    else if isCallable value && formalsOf value == { } then
      let
        made = value (given: seq (follow tell (tail steps) given) (throw ""));
        forced = if isAttrs made && made ? drvPath then made.drvPath else made;
      in
      seq (tryEval (seq forced null)) null
    else
      null;
  formalsOf = value: if isFunction value then functionArgs value else value.__functionArgs or { };
`;
