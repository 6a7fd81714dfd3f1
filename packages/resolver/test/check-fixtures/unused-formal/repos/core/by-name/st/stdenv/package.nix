{ }: "stdenv"
