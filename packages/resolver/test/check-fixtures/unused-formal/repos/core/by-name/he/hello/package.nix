{
  stdenv,
  lib,
  zlib ? null,
  system,
}:
# lib is in a comment only
stdenv system
