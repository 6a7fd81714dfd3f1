# Makes a package of a folder with modules, `<module>.py`. Where it has a
# `main.py`, that becomes the program `<pname>`.
{ python3, stdenv }:
{
  pname,
  version ? "1.0",
  src,
  # Modules that this one imports.
  requires ? [ ],
  # Packages whose programs it runs.
  programs ? [ ],
  # What its own program is given before what the user gives it.
  arguments ? [ ],
  description,
}:
let
  pythonPath = builtins.concatMap (module: [ module ] ++ module.pythonPath) requires;
in
stdenv.mkDerivation {
  # A module is no use to another interpreter.
  pname = "python3-${pname}";
  inherit
    version
    src
    arguments
    python3
    programs
    ;
  modules = pythonPath;
  program = pname;

  installPhase = ''
    lib=$out/lib/python3
    mkdir -p "$lib"
    cp ./*.py "$lib/"

    searchPath=$lib
    for module in $modules; do
      searchPath=$searchPath:$module/lib/python3
    done
    programPath=$python3/bin
    for package in $programs; do
      programPath=$programPath:$package/bin
    done

    if [ -e main.py ]; then
      mkdir -p "$out/bin"
      cat >"$out/bin/$program" <<SCRIPT
    #!/bin/sh
    PATH=$programPath\''${PATH:+:\$PATH} PYTHONPATH=$searchPath exec python3 $lib/main.py $arguments "\$@"
    SCRIPT
      chmod +x "$out/bin/$program"
    fi
  '';

  passthru = { inherit pythonPath; };
  meta = {
    inherit description;
    mainProgram = pname;
  };
}
