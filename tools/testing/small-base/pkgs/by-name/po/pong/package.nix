{ stdenv, ping }:
stdenv.mkDerivation {
  pname = "pong";
  version = "1";
  buildInputs = [ ping ];
}
