{ stdenv }:
stdenv.mkDerivation {
  pname = "hello";
  version = "1.0";
  src = ./src;

  buildPhase = ''
    cc -o hello hello.c
  '';

  checkPhase = ''
    [ "$(./hello)" = "Hello, world!" ]
  '';

  installPhase = ''
    mkdir -p "$out/bin"
    cp hello "$out/bin/hello"
  '';

  meta = {
    description = "Prints a greeting; plays the role of GNU Hello";
    mainProgram = "hello";
  };
}
