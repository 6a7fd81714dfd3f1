{ stdenv }:
stdenv.mkDerivation (finalAttrs: {
  pname = "python3";
  version = "1.0";
  src = ./src;

  buildPhase = ''
    cc -o python3 python3.c
  '';

  checkPhase = ''
    [ "$(./python3 test.py one)" = "$(cat test.expected)" ]
  '';

  installPhase = ''
    mkdir -p "$out/bin"
    cp python3 "$out/bin/python3"
  '';

  passthru.buildModule = import ./build-module.nix {
    inherit stdenv;
    python3 = finalAttrs.finalPackage;
  };

  meta = {
    description = "Runs a small part of the Python language; plays the role of CPython";
    mainProgram = "python3";
  };
})
