{ zlib }: zlib
