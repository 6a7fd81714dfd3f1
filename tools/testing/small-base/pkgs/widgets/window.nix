{
  stdenv,
  button,
  jq,
}:
stdenv.mkDerivation {
  name = "widgets-window";
  buildInputs = [
    button
    jq
  ];
}
