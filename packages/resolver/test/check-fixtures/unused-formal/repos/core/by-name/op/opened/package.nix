args@{ stdenv }: args
