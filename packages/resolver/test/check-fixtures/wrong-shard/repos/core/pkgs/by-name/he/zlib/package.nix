{ }: "zlib"
