# Its optional arguments exist at times only: under some configuration, on some
# system, as an alias; or never.
{
  stdenv,
  darwinKit ? null,
  nowhere ? "nowhere",
  oldJq ? null,
  pager ? null,
}:
stdenv.mkDerivation {
  pname = "less";
  version = "6";
  inherit nowhere;
  buildInputs = [
    darwinKit
    oldJq
    pager
  ];
}
