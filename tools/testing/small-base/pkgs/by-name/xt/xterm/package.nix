# Asks for what is no attribute of the set, and yet is passed.
{
  stdenv,
  xlib,
  zlib ? null,
}:
stdenv.mkDerivation {
  name = "xterm";
  buildInputs = [
    xlib
    zlib
  ];
}
