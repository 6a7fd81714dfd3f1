{
  hello,
  stdenv,
  toolchains ? {
    gnu = {
      binutils = { };
    };
  },
}:
stdenv.mkDerivation {
  pname = "greet";
  version = "1.0";
  src = ./src;

  inherit hello;
  inherit (toolchains.gnu) binutils;

  installPhase = ''
    mkdir -p "$out/bin"
    sed -e "s|@hello@|$hello|g" -e "s|@binutils@|$binutils|g" greet.sh >"$out/bin/greet"
    chmod +x "$out/bin/greet"
  '';

  meta = {
    description = "Greets somebody by name, and says what the greeter is made of";
    mainProgram = "greet";
  };
}
