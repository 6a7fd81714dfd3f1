# `cc` as a program: what the bootstrap tools' script of this name does, without
# starting a shell for each file.
{
  stdenv,
  # A driver that this one must equal.
  expected ? null,
}:
stdenv.mkDerivation {
  pname = "cc-driver";
  version = "1.0";
  src = ./cc-driver;
  inherit (stdenv) tools;
  inherit expected;

  buildPhase = ''
    cc -DTOOLS="\"$tools\"" -o cc cc.c
  '';

  checkPhase = ''
    if [ -n "$expected" ]; then
      cmp cc "$expected/bin/cc"
    fi
  '';

  installPhase = ''
    mkdir -p "$out/bin"
    cp cc "$out/bin/cc"
  '';

  meta.description = "Compiler driver: runs tcc with musl's headers and libraries";
}
