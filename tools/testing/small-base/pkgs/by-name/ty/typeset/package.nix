# Leans on what only some configurations allow, and reads configuration itself.
{
  stdenv,
  config,
  font,
  crooked,
}:
stdenv.mkDerivation {
  pname = "typeset";
  version = "1";
  fonts = if config.withFonts or false then [ font ] else [ ];
  drawings = if config.withDrawings or false then [ crooked ] else [ ];
}
