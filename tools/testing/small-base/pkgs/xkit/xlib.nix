{ stdenv }:
stdenv.mkDerivation { name = "xlib"; }
