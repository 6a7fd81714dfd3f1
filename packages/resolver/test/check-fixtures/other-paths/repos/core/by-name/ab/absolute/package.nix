{ stdenv }:
[
  /etc/passwd
  "/bin/sh is a string"
  (stdenv.path + /lib)
]
