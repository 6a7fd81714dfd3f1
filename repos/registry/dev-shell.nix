# A shell for those who work on the registry, with the tools that it has itself,
# made by what it has to make shells.
{ names, set }:
let
  tools = map (name: set.${name}) names.tools;
in
if names.shellMaker != "stdenv" then
  set.${names.shellMaker} { packages = tools; }
else
  # A set that has no more than this.
  set.stdenv.mkDerivation {
    pname = "registry-shell";
    version = "1.0";
    buildInputs = tools;
    installPhase = ''
      echo "$buildInputs" >"$out"
    '';
    shellHook = ''
      PATH="${builtins.concatStringsSep ":" (map (tool: "${tool}/bin") tools)}:$PATH"
    '';
    meta.description = "Shell for work on the registry";
  }
