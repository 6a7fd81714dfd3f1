{
  stdenv,
  # Shows long listings page by page.
  less ? null,
  # Adds a checksum to each file.
  zlib ? null,
}:
let
  when = condition: value: if condition then value else [ ];
in
stdenv.mkDerivation {
  pname = "7zip";
  version = "1.0";
  src = ./src;

  buildInputs = when (zlib != null) [ zlib ];
  flags =
    when (zlib != null) [ "-DWITH_ZLIB" ] ++ when (less != null) [ ''-DPAGER="${less}/bin/less"'' ];
  libraries = when (zlib != null) [ "-lz" ];

  buildPhase = ''
    cc $flags -o 7z 7z.c $libraries
  '';

  checkPhase = ''
    mkdir there
    ./7z a archive 7z.c
    (cd there && ../7z x ../archive)
    cmp 7z.c there/7z.c
  '';

  installPhase = ''
    mkdir -p "$out/bin"
    cp 7z "$out/bin/7z"
  '';

  meta = {
    description = "Packs files with run-length encoding; plays the role of 7-Zip";
    mainProgram = "7z";
  };
}
