import type { AttributePath } from '@nx-nix/resolver';
import type { SetSource } from './side';

/** What is asked of a package set; it is passed to Nix as data. */
export interface SetQuery {
  readonly source: SetSource;
  readonly system: string;
  /** Compare `pkgsCross.<cross>`; undefined: the whole set. */
  readonly cross: string | undefined;
  /** The start of each line of an answer. It is random, so that no package can print it. */
  readonly mark: string;
  /** True: errors are caught, so that further packages follow; the message is lost then. */
  readonly catches: boolean;
  /** The sets whose names are returned: those with `recurseForDerivations`, or all. */
  readonly names: 'recurse' | 'all';
}

/**
 * The Nix expression that describes one package after another, as lines of JSON on standard error,
 * with a line before each package. Names are data, so that none can become code.
 */
const SET_EXPRESSION = `{ asked, paths }:
let
  inherit (builtins.fromJSON asked) source system cross mark catches names;
  tell = what: builtins.trace "\${mark} \${builtins.toJSON what}";
  plain = builtins.unsafeDiscardStringContext;

  # As nixpkgs takes them. Overlays are named, so that it looks for none of the user's.
  arguments = { inherit system; overlays = [ ]; }
    // (if source ? config then { inherit (source) config; } else { });
  formals = builtins.functionArgs function;
  # An empty set of formals is that of \`args:\`, of \`{ ... }:\` and of \`{ }:\`.
  takesAll =
    let text = builtins.toXML function;
    in formals == { } && builtins.replaceStrings [ "<varpat" "ellipsis=" ] [ "" "" ] text != text;
  imported = import source.file;
  isFunctor = builtins.isAttrs imported && imported ? __functor;
  function = if isFunctor then imported.__functor imported else imported;
  isCalled = builtins.isFunction function;
  called =
    if !isCalled then imported
    else function (if takesAll then arguments else builtins.intersectAttrs formals arguments);

  flake = builtins.getFlake source.reference;
  inFlake =
    let
      tried = map (path: at path flake) [
        (source.attribute ++ [ system ])
        ([ "packages" system ] ++ source.attribute)
        ([ "legacyPackages" system ] ++ source.attribute)
        source.attribute
      ];
      # Without an attribute, the set that has everything.
      wanted = if source.attribute == [ ] then [ (builtins.elemAt tried 2) (builtins.elemAt tried 1) ] else tried;
      found = builtins.filter (one: one ? value) wanted;
    in
    if found == [ ] then throw "the flake has no such attribute for \${system}" else (builtins.head found).value;

  whole = if source.kind == "file" then called else inFlake;
  crossed = at [ "pkgsCross" cross ] whole;
  set = if cross == null then whole else crossed.value;

  # Either { value } or nothing: a set on the way that lacks the name, or is no set.
  at = path: from: builtins.foldl' (
    found: name:
    if found ? value && builtins.isAttrs found.value && found.value ? \${name} then
      { value = found.value.\${name}; }
    else
      { }
  ) { value = from; } path;

  describe = found:
    if !(found ? value) then { kind = "absent"; }
    else if builtins.isAttrs found.value && found.value.type or null == "derivation" then
      { kind = "derivation"; drvPath = plain found.value.drvPath; }
    else
      { kind = "other"; type = builtins.typeOf found.value; }
      // (
        if builtins.isAttrs found.value && (names == "all" || found.value.recurseForDerivations or false == true)
        then { names = builtins.attrNames found.value; }
        else { }
      );

  answer = path:
    let
      told = describe (at path set);
      tried = builtins.tryEval (builtins.deepSeq told told);
    in
    if !catches then told else if tried.success then tried.value else { kind = "thrown"; };

  ready =
    if cross != null && !(crossed ? value) then
      { ready = false; crosses = let all = at [ "pkgsCross" ] whole; in if all ? value && builtins.isAttrs all.value then builtins.attrNames all.value else [ ]; }
    else
      {
        ready = true;
        type = builtins.typeOf set;
        # What is no function is there for one system only.
        takesSystem = source.kind == "flake" || (isCalled && (takesAll || formals ? system));
      };
in
tell ready (
  if ready.ready then
    builtins.foldl' (
      index: path:
      builtins.seq (tell { begins = index; } (tell { inherit index; answer = answer path; } null)) (index + 1)
    ) 0 (builtins.fromJSON paths)
  else
    0
)`;

/** The arguments of `nix-instantiate --eval` for these packages of a set. */
export function setArguments(asked: SetQuery, paths: readonly AttributePath[]): readonly string[] {
  return [
    ...['--expr', SET_EXPRESSION],
    ...['--argstr', 'asked', JSON.stringify({ ...asked, cross: asked.cross ?? null })],
    ...['--argstr', 'paths', JSON.stringify(paths)],
  ];
}
