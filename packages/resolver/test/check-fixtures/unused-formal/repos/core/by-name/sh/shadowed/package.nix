{ stdenv, lib }: let lib = 1; in lib + (stdenv: stdenv) 2
