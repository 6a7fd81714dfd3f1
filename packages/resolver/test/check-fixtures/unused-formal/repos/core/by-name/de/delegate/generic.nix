{ version }: { stdenv }: version
